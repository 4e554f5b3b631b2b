"""A handful of articles, read by hand, of the same people, that contradict, repeat, correct and copy each other."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.model import Article, Chain, Claim, Evidence, Extraction, Mention, Relation, Span, Statement
from kg.read import make_article

PEOPLE = {
    "Anna Berg": ("Person", "Politician"),
    "Berg": ("Person",),
    "Anna Lind": ("Person",),
    "Jan Lind": ("Person",),
    "Norland": ("Country",),
    "Arvik": ("City",),
    "Solvik": ("City",),
    "Arvik Energy": ("Organization", "Company"),
    "AE": ("Organization",),
}
FILLER = (
    "The council met on the first floor of the old customs house and went through the budget for roads, schools, "
    "ferries and the two libraries before it rose for the summer without a vote on the harbour."
)


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence: who does what to whom, whether somebody only says so, and whether it is denied."""

    subject: str
    predicate: str
    target: str
    speaker: str | None = None
    denied: bool = False
    open: bool = False

    @property
    def text(self) -> str:
        said = f"{self.speaker} said that " if self.speaker else ""
        return f"{said}{self.subject} {self.predicate} {self.target} in the spring of that year."


def read_article(*lines: Line, filler: bool = False, **fields: str) -> Extraction:
    """The extraction of an article of these lines. `fields` are those of `make_article`."""
    text = " ".join([*(line.text for line in lines), *([FILLER] if filler else [])])
    reading = _Reading(make_article(text, **fields))  # type: ignore[arg-type]
    for line in lines:
        reading.read(line)
    return reading.extraction()


class _Reading:
    """What was found so far in an article that is being read by hand."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.place = 0
        self.mentions: list[Mention] = []
        self.relations: list[Relation] = []
        self.claims: list[Claim] = []
        self.statements: list[Statement] = []

    def read(self, line: Line) -> None:
        start = self.article.text.index(line.text, self.place)
        self.place = start + len(line.text)
        inside = start + line.text.index(line.subject, len(f"{line.speaker} said that ") if line.speaker else 0)
        if line.speaker:
            self.mention(line.speaker, start)
        self.mention(line.subject, inside)
        cue = inside + len(line.subject) + 1
        target = cue + len(line.predicate) + 1
        self.mention(line.target, target)
        spans = (
            (inside, inside + len(line.subject)),
            (cue, cue + len(line.predicate)),
            (target, target + len(line.target)),
        )
        claim = f"k{len(self.claims)}" if line.speaker else None
        if line.open:
            self.state(line, spans, claim)
        else:
            self.relate(line, (start, self.place), spans)
        if line.speaker and claim:
            self.claim(line, claim, start, (inside, self.place - 1))

    def mention(self, name: str, start: int) -> None:
        chain = name.replace(" ", "")
        kind = PEOPLE[name][0]
        self.mentions.append(Mention(f"m{len(self.mentions)}", start, start + len(name), "name", kind, chain))

    def relate(self, line: Line, whole: Span, spans: tuple[Span, Span, Span]) -> None:
        self.relations.append(
            Relation(
                f"r{len(self.relations)}",
                line.subject.replace(" ", ""),
                line.predicate,
                line.target.replace(" ", ""),
                Evidence(*whole, *spans),
                polarity="negative" if line.denied else "positive",
                speaker=line.speaker.replace(" ", "") if line.speaker else None,
                asserted=line.speaker is None,
                score=0.75,
            )
        )

    def state(self, line: Line, spans: tuple[Span, Span, Span], claim: str | None) -> None:
        chains = (line.subject.replace(" ", ""), line.target.replace(" ", ""))
        self.statements.append(
            Statement(
                f"s{len(self.statements)}",
                line.predicate,
                (spans[1],),
                line.predicate,
                ((spans[0],), (spans[2],)),
                chains,
                0.5,
                asserted=claim is None,
                claim=claim,
            )
        )

    def claim(self, line: Line, name: str, start: int, content: Span) -> None:
        speaker = line.speaker or ""
        source = (start, start + len(speaker))
        self.claims.append(
            Claim(
                name,
                speaker.replace(" ", ""),
                (source,),
                ((source[1] + 1, source[1] + 5),),
                (content,),
                "indirect",
                "Denial" if line.denied else "Saying",
                polarity="negative" if line.denied else "positive",
                relations=() if line.open else (f"r{len(self.relations) - 1}",),
                about=(line.subject.replace(" ", ""),),
            )
        )

    def extraction(self) -> Extraction:
        named = {mention.chain: self.article.text[mention.start : mention.end] for mention in self.mentions}
        chains = tuple(
            Chain(
                chain,
                PEOPLE[name][0],
                PEOPLE[name],
                name,
                (),
                tuple(mention.id for mention in self.mentions if mention.chain == chain),
            )
            for chain, name in sorted(named.items())
        )
        return Extraction(
            self.article,
            tuple(self.mentions),
            chains,
            tuple(self.relations),
            tuple(self.claims),
            tuple(self.statements),
        )


def corpus() -> tuple[Extraction, ...]:
    """Ten articles; of every kind of influence that one may have on another there is one."""
    born, elsewhere = Line("Anna Berg", "bornIn", "Arvik"), Line("Anna Berg", "bornIn", "Solvik")
    leads = Line("Anna Berg", "leads", "Arvik Energy")
    bribed = Line("Arvik Energy", "funds", "Norland", speaker="Jan Lind")
    denied = Line("Arvik Energy", "funds", "Norland", speaker="Anna Berg", denied=True)
    hopes = Line("Anna Lind", "hopes for", "Norland", open=True)
    first = read_article(born, leads, published="2024-03-01", source="Arvik Post", title="Berg leads", filler=True)
    corrected = read_article(elsewhere, leads, published="2024-03-02", source="Arvik Post", title="Berg leads")
    copied = read_article(born, leads, published="2024-03-03", source="Solvik Times", filler=True)
    shorter = read_article(Line("Berg", "leads", "AE"), bribed, published="2024-03-04", url="https://a.example/1")
    newer = read_article(Line("Berg", "leads", "AE"), denied, published="2024-03-05", url="https://a.example/1")
    return (
        first,
        corrected,
        copied,
        shorter,
        newer,
        read_article(elsewhere, Line("Arvik", "locatedIn", "Norland"), published="2024-03-06"),
        read_article(elsewhere, denied, hopes, source="Solvik Times"),
        read_article(hopes, Line("Jan Lind", "childOf", "Anna Lind"), bribed, published="2024-03-07"),
        read_article(Line("Anna Lind", "childOf", "Jan Lind"), replace(hopes, speaker="Berg")),
        read_article(Line("Anna Lind", "worksFor", "AE"), born, bribed, filler=True, published="2024-02-28"),
    )
