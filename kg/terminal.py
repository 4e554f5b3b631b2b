"""Tables, cards, counters and warnings -> the terminal. Colours and moving parts only where a person looks.

Text of articles is never read as markup, and its control characters never reach the terminal.
"""

from __future__ import annotations

import functools
import itertools
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from kg.card import Card, Consequence, Overview, Saying, Tie
    from kg.explain import Derived, Explanation, Ground, Identity, Judgement, Mark, Origin

_PLAIN_WIDTH = 120  # where no terminal says how wide it is
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")
_QUOTE_MARKS = ("“", '"', "‘", "«")
_PART_STYLES = {"subject": "bold cyan", "source": "bold cyan", "cue": "bold yellow", "content": "italic"}
_OTHER_STYLE = "bold magenta"
_MOST_DECISIONS = 3
_TABLE_WIDTH = 80  # narrower terminals leave too little of a line to what is claimed
_CLAIM_COLUMNS = {"speaker": 6, "words": 4, "how sure": 5, "claim": 13}
_CERTAINTY_STYLES = {"certain": "green", "probable": "yellow", "possible": "magenta", "underspecified": "magenta"}
_COUNTED = ("articles", "entities", "relations", "asserted", "claims", "statements")


class _Warnings(logging.Handler):
    """Writes log records to standard error, above the line of progress if there is one."""

    def emit(self, record: logging.LogRecord) -> None:
        error_console().print(_text(f"kg: {record.levelname.lower()}: {record.getMessage()}"), soft_wrap=True)


def log_to_stderr(verbose: bool = False) -> None:
    """Show warnings, and with `verbose` also what is done meanwhile."""
    logger = logging.getLogger("kg")
    logger.setLevel(logging.DEBUG if verbose else logging.WARNING)
    if not any(isinstance(handler, _Warnings) for handler in logger.handlers):
        logger.addHandler(_Warnings())


@contextmanager
def counting(noun: str, total: int) -> Iterator[Callable[[int], None] | None]:
    """A bar towards `total`, told the number done so far; None where nobody watches."""
    if not error_console().is_terminal:
        yield None
        return
    from rich.progress import Progress as Bar

    with Bar(console=error_console(), transient=True) as bar:
        task = bar.add_task(noun, total=total)
        yield lambda done: bar.update(task, completed=done)


def plain(text: str) -> str:
    """Text of articles without the characters that move a terminal's cursor or colours."""
    return _CONTROLS.sub(" ", text)


def print_note(message: str) -> None:
    """A line for the person at the terminal, on standard error."""
    error_console().print(_text(message), soft_wrap=True)


def print_table(headers: Sequence[str], rows: Iterable[Sequence[str | None]], title: str = "") -> None:
    """Rows under their headers."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, title=_text(title) if title else None, title_justify="left", pad_edge=False)
    for header in headers:
        table.add_column(_text(header), overflow="fold", vertical="top")
    for row in rows:
        table.add_row(*(_text(cell or "") for cell in row))
    _output().print(table)


def print_claims(claims: Iterable[Mapping[str, str | None]]) -> None:
    """Rows of the query `claims` by article: in aligned columns, or one under the other on a narrow terminal."""
    wide = _output().width >= _TABLE_WIDTH
    for number, (source, group) in enumerate(itertools.groupby(claims, key=_claim_source)):
        _output().print(_text(source, "bold" if wide else "bold dim"))
        rows = [_claim_cells(claim) for claim in group]
        if wide:
            _print_claim_table(rows, headed=number == 0)
        else:
            for speaker, cue, standing, content in rows:
                _output().print(speaker, cue, standing)
                _print_indented(content)


def _claim_source(claim: Mapping[str, str | None]) -> str:
    return " · ".join(filter(None, (claim["source"], (claim["date"] or "")[:10])))


def _print_claim_table(rows: Iterable[tuple[Text, ...]], *, headed: bool) -> None:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_header=headed, pad_edge=False, expand=True)
    for header, share in _CLAIM_COLUMNS.items():
        table.add_column(_text(header), overflow="fold", vertical="top", ratio=share)
    for row in rows:
        table.add_row(*row)
    _output().print(table)


def _claim_cells(claim: Mapping[str, str | None]) -> tuple[Text, Text, Text, Text]:
    """Speaker, reporting words, standing, and what is claimed."""
    content, quoted = claim["content"] or "", claim["quotation"] == "direct"
    words = _text(_quoted(content) if quoted else content, "italic" if quoted else "")
    cue = _text(claim["cue"] or claim["act"] or "", "yellow")
    return _claim_speaker(claim), cue, _claim_standing(claim), words


def _claim_speaker(claim: Mapping[str, str | None]) -> Text:
    """The speaker's name, or the text's own words for a speaker without one."""
    worded = claim["worded"]
    name = claim["speaker"] if claim["named"] != "false" or not worded else None
    speaker = _text(name, "bold cyan") if name else _text(_quoted(worded) if worded else "somebody", "cyan")
    if claim["according_to"]:
        speaker.append_text(_text(f" (says {claim['according_to']})", "dim"))
    return speaker


def _claim_standing(claim: Mapping[str, str | None]) -> Text:
    """How sure the speaker is, and how sure the article, where it takes a stand."""
    negative, future = claim["polarity"] == "negative", claim["future"] == "true"
    notes = (claim["certainty"] or "", "not so" if negative else "", "to come" if future else "")
    standing = _text(", ".join(filter(None, notes)), "red" if negative else _CERTAINTY_STYLES.get(notes[0], ""))
    stand, denied = claim["narrator"] or "underspecified", claim["narrator_polarity"] == "negative"
    if stand != "underspecified":
        said = f"; article: {stand}{', not so' if denied else ''}"
        standing.append_text(_text(said, "red" if denied else _CERTAINTY_STYLES[stand]))
    return standing


def _print_indented(line: Text) -> None:
    from rich.padding import Padding

    _output().print(Padding(line, (0, 0, 0, 4), expand=False))


def print_overview(found: Overview) -> None:
    """Counts of everything, then the entities mentioned most and the heads of relations and claims."""
    counted = (*_COUNTED, *(("inferred",) if found.counts["inferred"] != "0" else ()))
    counts = ", ".join(f"{found.counts[name]} {name}" for name in counted)
    _output().print(_text(counts, "bold"))
    print_table(("entity", "type", "mentions", "articles"), found.entities, "Mentioned most")
    print_table(("subject", "relation", "object", "but"), (_tie_row(tie) for tie in found.ties), "Relations")
    print_table(("speaker", "act", "content", "but"), (_saying_row(saying) for saying in found.sayings), "Claims")


def print_card(card: Card) -> None:
    """An entity's card."""
    output = _output()
    output.print(_text(card.name, "bold"), _text(f"{', '.join((card.type, *card.types))}  {card.iri}", "dim"))
    if card.aliases:
        output.print(_text(f"also called {'; '.join(card.aliases)}"))
    for link in card.links:
        output.print(_text(f"same as, or close to, {link}"))
    output.print(_text(f"{_counted(card.mentions, 'mention')} in {_counted(card.articles, 'article')}"))
    for title, lines in (
        ("Relations", map(_tie_line, card.ties)),
        ("Inferred", map(_inferred_line, card.inferred)),
        ("Says", map(_saying_line, card.says)),
        ("Said of it", map(_saying_line, card.said_of)),
    ):
        _print_section(title, list(lines))
    output.print()


def print_explanation(found: Explanation) -> None:
    """Why something is in the graph. Arguments stand in brackets, the cue between asterisks."""
    _print_lines(_explanation_lines(found))
    _output().print()


def _explanation_lines(found: Explanation) -> Iterator[tuple[int, Text]]:
    """Lines with their indentation."""
    match found.kind:
        case "entity":
            yield from _origin_lines(cast("Origin", found))
        case "inference":
            yield from _derived_lines(cast("Derived", found))
        case _:
            yield from _ground_lines(cast("Ground", found))


def _derived_lines(derived: Derived) -> Iterator[tuple[int, Text]]:
    yield 0, _text(derived.says, "bold") + _text("  [inferred]")
    yield 2, _text(derived.iri, "dim")
    yield 2, _text(f"by the rule {derived.rule}, from")
    for premise in derived.premises:
        yield from ((indent + 4, line) for indent, line in _explanation_lines(premise))


def _ground_lines(ground: Ground) -> Iterator[tuple[int, Text]]:
    role = f" ({ground.role})" if ground.role else ""
    yield 0, _text(ground.says + role, "bold") + _text(f"  [{ground.reservation or 'asserted'}]")
    yield 2, _text(ground.iri, "dim")
    yield 2, _marked(ground) + _text(f" {_source(ground.article, ground.date)}", "dim")
    if ground.score:
        cue = f"cue “{ground.cue}”" if ground.cue else "wording"
        yield 2, _text(f"found by {cue}{f' ({ground.found_by})' if ground.found_by else ''}, score {ground.score}")
    for iri in ground.contested_by:
        yield 2, _text(f"cannot be true beside {iri}")
    for identity in ground.identities:
        if identity.joined or {identity.words, identity.called} != {identity.entity}:
            yield from _identity_lines(identity)


def _identity_lines(identity: Identity) -> Iterator[tuple[int, Text]]:
    words = f"“{identity.words}” " if identity.words else ""
    called = identity.called if identity.called != identity.words else ""
    meant = [name for name in dict.fromkeys((called, identity.entity)) if name]
    yield 2, _text(f"{identity.part} {words}is {', that is '.join(meant) or 'no entity of the graph'}")
    yield from _judgement_lines(identity.joined)


def _judgement_lines(joined: Sequence[Judgement]) -> Iterator[tuple[int, Text]]:
    for judgement in joined[:_MOST_DECISIONS]:
        left, right = (
            f"“{name}” ({article})" if article else f"“{name}”"
            for name, article in (
                (judgement.name, judgement.article),
                (judgement.other_name, judgement.other_article),
            )
        )
        by = "you decided" if judgement.by == "user" else f"score {judgement.score}"
        yield 4, _text(f"{left} is {right}: {'; '.join((by, *judgement.reasons))}", "dim")
    if len(joined) > _MOST_DECISIONS:
        yield 4, _text(f"and {len(joined) - _MOST_DECISIONS} more such decisions: --json lists all", "dim")


def _origin_lines(origin: Origin) -> Iterator[tuple[int, Text]]:
    yield 0, _text(origin.name, "bold") + _text(f"  {', '.join(origin.types)}  {origin.iri}", "dim")
    if origin.aliases:
        yield 2, _text(f"also called {'; '.join(origin.aliases)}")
    for each in origin.appearances:
        count = _counted(str(each.mentions), "mention")
        yield 2, _text(f"“{each.called}”, {count} {_source(each.article, each.date)}")
    yield from _judgement_lines(origin.joined)


def _marked(ground: Ground) -> Text:
    """The quotation with its arguments in brackets and its cue between asterisks, in colour where there are any."""
    end = ground.start + len(ground.quote)
    marks = [mark for mark in ground.marks if ground.start <= mark.start and mark.end <= end]
    cuts = sorted({ground.start, end, *(place for mark in marks for place in (mark.start, mark.end))})
    line = _text("“")
    for left, right in itertools.pairwise(cuts):
        inside = [mark for mark in marks if mark.start <= left and right <= mark.end]
        words = _text(ground.quote[left - ground.start : right - ground.start])
        for mark in inside:
            words.stylize(_PART_STYLES.get(mark.part, _OTHER_STYLE))
        line += _text(_brackets(inside, "[", left)) + words + _text(_brackets(inside, "]", right))
    return line + _text("”")


def _brackets(inside: Iterable[Mark], bracket: str, place: int) -> str:
    """What is written where marks begin or end."""
    bounds = [(mark.part, mark.start if bracket == "[" else mark.end) for mark in inside if mark.part != "content"]
    return "".join("*" if part == "cue" else bracket for part, bound in bounds if bound == place)


def _print_lines(lines: Iterable[tuple[int, Text]]) -> None:
    from rich.padding import Padding

    for indent, line in lines:
        _output().print(Padding(line, (0, 0, 0, indent), expand=False))


def _print_section(title: str, lines: Sequence[tuple[Text, Text]]) -> None:
    from rich.padding import Padding

    if lines:
        _output().print(_text(f"\n{title}", "bold"))
    for head, quote in lines:
        _output().print(Padding(head, (0, 0, 0, 2), expand=False))
        _output().print(Padding(quote, (0, 0, 0, 6), expand=False))


def _tie_line(tie: Tie) -> tuple[Text, Text]:
    role = f" ({tie.role})" if tie.role else ""
    head = f"{tie.subject} — {tie.relation} — {tie.object}{role}"
    reservation = f"  [{tie.reservation}]" if tie.reservation else ""
    more = f", and {tie.more} more" if tie.more else ""
    return _text(head + reservation), _text(f"{_quoted(tie.quote)} {_source(tie.article, tie.date)}{more}", "dim")


def _inferred_line(derived: Consequence) -> tuple[Text, Text]:
    return _text(f"{derived.subject} — {derived.relation} — {derived.object}"), _text(derived.rule, "dim")


def _saying_line(saying: Saying) -> tuple[Text, Text]:
    reservation = f"  [{saying.reservation}]" if saying.reservation else ""
    head = _text(f"{saying.speaker} — {saying.act}{reservation}")
    return head, _text(f"{_quoted(saying.content)} {_source(saying.article, saying.date)}", "dim")


def _tie_row(tie: Tie) -> tuple[str, ...]:
    return tie.subject, tie.relation, tie.object, tie.reservation


def _saying_row(saying: Saying) -> tuple[str, ...]:
    return saying.speaker, saying.act, saying.content, saying.reservation


def _counted(number: str, noun: str) -> str:
    return f"{number} {noun}" if number == "1" else f"{number} {noun}s"


def _quoted(text: str) -> str:
    return text if text[:1] in _QUOTE_MARKS else f"“{text}”"


def _source(article: str, date: str) -> str:
    return f"({article}, {date[:10]})" if date else f"({article})"


def _text(text: str, style: str = "") -> Text:
    from rich.text import Text

    lead = "\n" if text.startswith("\n") else ""
    return Text(lead + _CONTROLS.sub(" ", text.removeprefix(lead)), style=style)


@functools.cache
def _output() -> Console:
    return _console(stderr=False)


@functools.cache
def error_console() -> Console:
    """Standard error, as one console: what is logged stands above lines that move."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    from rich.console import Console

    console = Console(stderr=stderr, highlight=False, emoji=False)
    return console if console.is_terminal else Console(stderr=stderr, highlight=False, emoji=False, width=_PLAIN_WIDTH)
