"""Doc -> Candidates: every stretch that may stand for an entity, before it is known which.

Names are the recogniser's, repaired, together with those that it missed and that a gazetteer or the article's other
paragraphs know. Nominals are noun phrases whose head stands for somebody or something. Pronouns are those that refer.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kg.extract.credits import credit_lines
from kg.extract.lexicon import Gender, Lexicon, lexicon, regions
from kg.extract.missed import completed
from kg.extract.mistaken import before_affiliation, is_no_name
from kg.extract.recognition import VALUES, Recognised, recognised
from kg.layout import Layout
from kg.model import Kind, Span
from kg.ontology import Ontology
from kg.tokens import Doc, Token

PRONOUNS: dict[str, tuple[str, Gender, bool | None]] = {
    **dict.fromkeys(("he", "him", "his", "himself"), ("third", "male", False)),
    **dict.fromkeys(("she", "her", "hers", "herself"), ("third", "female", False)),
    **dict.fromkeys(("it", "its", "itself"), ("thing", "unknown", False)),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves"), ("third", "unknown", True)),
    **dict.fromkeys(("i", "me", "my", "mine", "myself"), ("first", "unknown", False)),
    **dict.fromkeys(("who", "whom", "whose"), ("relative", "unknown", None)),
}
_SCORE = re.compile(r"\d{1,3}[-–:]\d{1,3}")  # "United 2-1"
TEAM = "TEAM"  # label of a city's name that stands for a team
_PLAIN_LABELS = frozenset(("ORG", "GPE", "LOC", "FAC"))
_TRAILING = frozenset(
    (
        "'s",
        "’s",
        "'",
        "’",
        "´s",
        "`s",
        ".",
        ",",
        ":",
        ";",
        "-",
        "–",
        "—",
        "--",
        "---",
        "/",
        "|",
        '"',
        "”",
        "“",
        ")",
        "(",
        "and",
    )
)
_OPENING = frozenset(('"', "“", "”", "'", "’", "‘", "(", ")", "-", "–", "—", ",", ":", ".", "…", "..."))
_ARTICLES = frozenset(("the", "a", "an"))
_LONGEST_TITLE = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of tokens `[start, end)` with its head token, before it belongs to a chain.

    `label` is the recogniser's label of a name, the class of a nominal or value, the person of a pronoun;
    `key` the normal form by which names and nominals are compared; `title` the tokens of a title before a name.
    """

    start: int
    end: int
    head: int
    kind: Kind
    label: str
    key: str
    plural: bool = False
    gender: Gender = "unknown"
    title: tuple[int, int] | None = None


def mentions(doc: Doc, layout: Layout, ontology: Ontology) -> list[Candidate]:
    """Candidates in text order, outer before inner; two of one kind never overlap by half."""
    words = lexicon(ontology)
    seen = completed(doc, recognised(doc), words)
    names = _names(doc, layout, [each for each in seen if each.label not in VALUES], words)
    taken = {index for name in names for index in range(name.start, name.end)}
    titles = [name.title for name in names if name.title]
    titled = {index for title in titles for index in range(*title)}
    nominals = _nominals(doc, words, taken | titled)
    values = _values(doc, [each for each in seen if each.label in VALUES], names, titles)
    credited = credit_lines(doc.text, layout, ontology)
    every = (*names, *nominals, *_pronouns(doc, words), *values)
    found = [each for each in every if not any(start <= doc[each.start].idx < end for start, end in credited)]
    found += _credits(doc, credited)
    return sorted(found, key=lambda candidate: (candidate.start, -candidate.end, candidate.kind))


def name_key(text: str) -> str:
    """The form by which two writings of a name are compared: no case, no leading article, full stops or hyphens."""
    key = text.casefold().replace("’", "'").replace("-", " ").replace(".", "")
    return key.removeprefix("the ").strip()


# --- names -------------------------------------------------------------------------------------------------------


def _names(doc: Doc, layout: Layout, seen: Iterable[Recognised], words: Lexicon) -> list[Candidate]:
    found = [name for each in seen for name in _repair(doc, *each, words)]
    found = [_extended(doc, name, words) for name in _rejoined(doc, found, words)]
    found = _made_whole(doc, found)
    found = _with_given_names(doc, found, words)
    found = _with_dateline(doc, layout, found, words)
    found = _supported(doc, layout, found, words)
    found += _in_gazetteer(doc, _covered(found), words)
    found += _repeated(doc, found, words)
    return [_with_title(doc, name, words) for name in sorted(found, key=lambda name: name.start)]


def _covered(names: Iterable[Candidate]) -> set[int]:
    return {index for name in names for index in range(name.start, name.end)}


def _name(doc: Doc, start: int, end: int, label: str) -> Candidate:
    text = doc[start:end].text
    return Candidate(start, end, doc[start:end].root.i, "name", label, name_key(text), plural=_is_plural(doc[end - 1]))


def _is_plural(token: Token) -> bool:
    return token.tag_ in ("NNS", "NNPS")


def _repair(doc: Doc, start: int, end: int, label: str, words: Lexicon) -> Iterator[Candidate]:
    """One name of the recogniser, cut at line ends and open brackets and trimmed to what is the name."""
    for left, right in _lines(doc, start, _before_open_bracket(doc, start, end)):
        left, right = _trim(doc, left, right, label, words)
        if _is_portfolio(doc, left, right, words):
            left, right, label = left, left + 1, "NORP"
        if left < right and _is_proper(doc, left, right, label, words):
            yield _name(doc, left, right, label)


def _is_proper(doc: Doc, start: int, end: int, label: str, words: Lexicon) -> bool:
    """Whether what is left of it is a name."""
    named = _is_named(doc[start:end].text, words) and not _is_clause(doc, start, end, label)
    return named and not is_no_name(doc, start, end, label, words)


def _is_portfolio(doc: Doc, start: int, end: int, words: Lexicon) -> bool:
    """ "German Consumer Affairs" before "Minister" is no body of that name but a country and a field."""
    before_office = end < len(doc) and doc[end].text in ("Minister", "Secretary", "Commissioner")
    return before_office and end - start > 1 and doc[start].text in words.demonyms


def _before_open_bracket(doc: Doc, start: int, end: int) -> int:
    """Where a bracket begins that the name does not close."""
    texts = [token.text for token in doc[start:end]]
    return start + texts.index("(") if "(" in texts[1:] and ")" not in texts else end


def _is_named(text: str, words: Lexicon) -> bool:
    """A name has a capital, or is known in small letters ("dpa")."""
    return text in words.known or any(character.isupper() for character in text)


def _is_clause(doc: Doc, start: int, end: int, label: str) -> bool:
    """What is taken for a title but is a piece of running text: "Die Woche quoted Weber"."""
    if label != "WORK_OF_ART" or doc[max(0, start - 1)].text in _OPENING:
        return False
    return any(token.text.islower() and token.tag_ in ("VBD", "VBZ") for token in doc[start + 1 : end])


def _lines(doc: Doc, start: int, end: int) -> Iterator[tuple[int, int]]:
    left = start
    for index in range(start, end):
        if doc[index].is_space:
            yield left, index
            left = index + 1
    yield left, end


def _trim(doc: Doc, start: int, end: int, label: str, words: Lexicon) -> tuple[int, int]:
    while start < end and doc[end - 1].text in _TRAILING and not _closes(doc, start, end):
        end -= 1
    if end - start > 3 and _SCORE.fullmatch(doc[end - 3 : end].text):
        end -= 3
    while end - start > 1 and (_trails(doc[end - 1], label) or _is_loose(doc[end - 1], label)):
        end -= 1
    while start < end and (doc[start].text in _OPENING or _leads(doc, start, end, label, words)):
        start += 1
    if label == "PERSON":
        start = _past_title(doc, start, end, words)
        end = before_affiliation(doc, start, end, words)
    return start, end


def _trails(token: Token, label: str) -> bool:
    """The last word is in small letters and describes or continues what the name stands for: "the Breton | village"."""
    if not token.text.islower() or label in ("WORK_OF_ART", "LAW", "EVENT", "PRODUCT"):
        return False
    return token.pos_ != "PROPN" or label in _PLAIN_LABELS


def _is_loose(token: Token, label: str) -> bool:
    """A preposition or article at the end, which leads on to what is no part of a law's or event's name."""
    return label != "WORK_OF_ART" and token.text.islower() and token.pos_ in ("ADP", "DET", "CCONJ")


def _closes(doc: Doc, start: int, end: int) -> bool:
    """The last token is a bracket or full stop that belongs to the name."""
    last = doc[end - 1].text
    return last == ")" and any(token.text == "(" for token in doc[start:end])


def _leads(doc: Doc, start: int, end: int, label: str, words: Lexicon) -> bool:
    """The first token is an article or another word that no name begins with."""
    token = doc[start]
    word = token.lower_
    if end - start < 2:
        return False
    if word in _ARTICLES:
        return not _article_belongs(token, label)
    if label == "WORK_OF_ART":
        return False
    if label == "PERSON" and token.text in words.demonyms:
        return True
    if token.text.islower() and token.pos_ in ("ADJ", "NOUN", "ADV", "VERB", "NUM") and label in _PLAIN_LABELS:
        return True
    return word in words.leading or (word in words.modifiers and label == "PERSON")


def _article_belongs(token: Token, label: str) -> bool:
    """ "The Associated Press" in the middle of a sentence, "The Hague"; not "the Kremlin"."""
    if label == "WORK_OF_ART":
        return True
    return token.text == "The" and not token.is_sent_start and label in ("ORG", "GPE", "FAC")


def _past_title(doc: Doc, start: int, end: int, words: Lexicon) -> int:
    """The first token after the honorifics and titles that a name begins with."""
    while end - start > 1:
        length = next(
            (n for n in range(min(_LONGEST_TITLE, end - start - 1), 0, -1) if _is_title(doc, start, start + n, words)),
            0,
        )
        if not length:
            break
        start += length
    return start


def _is_title(doc: Doc, start: int, end: int, words: Lexicon) -> bool:
    text = doc[start:end].text
    if text in words.given or text in words.honorifics:
        return text in words.honorifics
    return text.lower() in words.titles or text.lower().removesuffix("s") in words.personal


def _rejoined(doc: Doc, names: list[Candidate], words: Lexicon) -> list[Candidate]:
    """Names made whole that the recogniser cut in two: a given name from its surname, parts from their hyphen."""
    found: list[Candidate] = []
    for name in names:
        last = found[-1] if found else None
        if last and _is_one_person(doc, last, name, words):
            found[-1] = _name(doc, last.start, name.end, "PERSON")
        elif last and _is_hyphenated(doc, last, name, words):
            found[-1] = _name(doc, last.start, name.end, last.label)
        elif last and _is_national(doc, last, name, words):
            found[-1] = _name(doc, last.start, name.end, "ORG")
        elif last and doc[last.start : name.end].text in words.capitals:
            found[-1] = _name(doc, last.start, name.end, "GPE")
        else:
            found.append(name)
    return found


def _is_one_person(doc: Doc, left: Candidate, right: Candidate, words: Lexicon) -> bool:
    """ "Aino | Virtanen": two labels on the words of one compound, neither a word that stands for itself."""
    if left.end != right.start or right.label != "PERSON" or left.label not in ("PERSON", "NORP", "GPE", "ORG"):
        return False
    text = doc[left.start : left.end].text
    known = text in words.countries or text in words.demonyms or text in words.known or text in words.capitals
    return left.end - left.start == 1 and not known and doc[left.start].head.i == right.head


def _is_national(doc: Doc, left: Candidate, right: Candidate, words: Lexicon) -> bool:
    """ "the Kenya | Farmers' Union": an article, the country's name and no adjective, and a body's name."""
    country = doc[left.start : left.end].text
    if left.end != right.start or right.label != "ORG" or country not in words.countries or country in words.adjectives:
        return False
    articled = left.start > 0 and doc[left.start - 1].lower_ == "the"
    return articled and not country.isupper() and "." not in country and right.end - right.start > 1


def _is_hyphenated(doc: Doc, left: Candidate, right: Candidate, words: Lexicon) -> bool:
    """ "Saxony-Anhalt", when it is known as one name."""
    if right.start - left.end != 1 or doc[left.end].text not in ("-", "–"):
        return False
    return doc[left.start : right.end].text in words.known


def _made_whole(doc: Doc, names: list[Candidate]) -> list[Candidate]:
    """Names cut short made as long as they stand elsewhere: "Harbor Film | Festival", once the whole was recognised."""
    owners = {index: number for number, name in enumerate(names) for index in range(name.start, name.end)}
    phrases = _phrases(doc, names)
    longer: list[Candidate] = []
    cut: set[int] = set()
    for token in doc:
        for phrase, label in phrases.get(token.text, ()):
            end = token.i + len(phrase)
            pieces = {owners[index] for index in range(token.i, end) if index in owners}
            if cut.isdisjoint(pieces) and _are_pieces(doc, [names[piece] for piece in pieces], token.i, phrase):
                longer.append(_name(doc, token.i, end, label))
                cut |= pieces
                break
    kept = [name for number, name in enumerate(names) if number not in cut]
    return sorted([*kept, *longer], key=lambda name: name.start)


def _are_pieces(doc: Doc, names: Sequence[Candidate], start: int, phrase: tuple[str, ...]) -> bool:
    """The phrase stands at `start`, and the names there are parts of it: none runs beyond it or is all of it."""
    end = start + len(phrase)
    if not names or tuple(token.text for token in doc[start:end]) != phrase:
        return False
    return all(start <= name.start and name.end <= end and name.end - name.start < len(phrase) for name in names)


def _phrases(doc: Doc, names: Iterable[Candidate]) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Names of several words by their first word, the longest first, each with the label that it mostly has."""
    labels: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for name in names:
        phrase = tuple(token.text for token in doc[name.start : name.end])
        if len(phrase) > 1 and "," not in phrase:
            labels[phrase][name.label] += 1
    found: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for phrase in sorted(labels, key=len, reverse=True):
        found[phrase[0]].append((phrase, labels[phrase].most_common(1)[0][0]))
    return found


def _extended(doc: Doc, name: Candidate, words: Lexicon) -> Candidate:
    """The name with the next word where both are known as one: "the EU | parliament", "U | S"."""
    longer = doc[name.start : name.end + 1].text if name.end < len(doc) else ""
    if longer in words.aliases:
        return _name(doc, name.start, name.end + 1, "ORG")
    return _name(doc, name.start, name.end + 1, "GPE") if longer in words.countries else name


def _with_given_names(doc: Doc, names: list[Candidate], words: Lexicon) -> list[Candidate]:
    """The names, and with the key of the whole name those given names that share the surname of the next."""
    found = {
        first: replace(_name(doc, first, first + 1, "PERSON"), key=f"{doc[first].text.casefold()} {surname}")
        for first, surname in _shared_surnames(doc, names, words)
    }
    return [*(name for name in names if name.start not in found), *found.values()]


def _shared_surnames(doc: Doc, names: list[Candidate], words: Lexicon) -> Iterator[tuple[int, str]]:
    """Where a given name stands with the surname that it shares: "Anna and Peter Berg"."""
    taken = _covered(name for name in names if name.end - name.start > 1 or name.label != "PERSON")
    for name in names:
        first = name.start - 2
        pair = name.end - name.start > 1 and first >= 0 and doc[name.start - 1].lower_ in ("and", "&")
        if pair and name.label == "PERSON" and first not in taken and _is_given(doc, first, name, words):
            yield first, name_key(doc[name.start + 1 : name.end].text)


def _is_given(doc: Doc, index: int, name: Candidate, words: Lexicon) -> bool:
    token = doc[index]
    coordinated = token.pos_ == "PROPN" and doc[name.end - 1].head.i == token.i and doc[name.end - 1].dep_ == "conj"
    return token.text in words.given or (coordinated and doc[name.start].text in words.given)


def _with_dateline(doc: Doc, layout: Layout, names: list[Candidate], words: Lexicon) -> list[Candidate]:
    """The dateline's place and agency in place of what the recogniser saw there, but for further places."""
    if layout.dateline is None:
        return names
    start, end = layout.dateline.span
    city, rest = _dateline_places(doc, layout.dateline.place, words)
    parts = ((city, "GPE"), (rest, "GPE"), (layout.dateline.agency, "ORG"))
    within = layout.dateline.place[1]
    kept = [
        name
        for name in names
        if not start <= doc[name.start].idx < end or (name.label == "GPE" and doc[name.start].idx >= within)
    ]
    spans = [(doc.char_span(*part, alignment_mode="contract"), label) for part, label in parts if part]
    return [*kept, *(_name(doc, span.start, span.end, label) for span, label in spans if span is not None)]


def _dateline_places(doc: Doc, place: Span, words: Lexicon) -> tuple[Span, Span | None]:
    """The city, and the country or state behind it where it is written in full: "OSLO, Norway", "ST. PAUL, Minn."."""
    start, end = place
    city, comma, rest = doc.text[start:end].partition(", ")
    if not comma:
        return place, None
    in_full = rest in words.countries or rest in regions()
    return (start, start + len(city)), (end - len(rest), end) if in_full else None


def _supported(doc: Doc, layout: Layout, names: list[Candidate], words: Lexicon) -> list[Candidate]:
    """Without the headline's names that nothing else knows: capitals tell the recogniser little there."""
    if layout.headline is None:
        return names
    body = {name.key for name in names if doc[name.start].idx >= layout.headline[1]}
    return [name for name in names if doc[name.start].idx >= layout.headline[1] or _stands(doc, name, body, words)]


def _stands(doc: Doc, name: Candidate, body: set[str], words: Lexicon) -> bool:
    text = doc[name.start : name.end].text
    if name.key in body or text in words.countries or text in words.demonyms or text in words.known:
        return True
    return name.end - name.start > 1 and doc[name.start].text in words.given


def _in_gazetteer(doc: Doc, taken: set[int], words: Lexicon) -> list[Candidate]:
    """Countries, demonyms and widely known names that the recogniser missed."""
    found: list[Candidate] = []
    index = 0
    while index < len(doc):
        end = _phrase_end(doc, index, taken, words) if doc[index].text in words.phrases else index
        if end > index:
            found.append(_name(doc, index, end, _gazetteer_label(doc[index:end].text, words)))
        index = max(end, index + 1)
    return found


def _phrase_end(doc: Doc, start: int, taken: set[int], words: Lexicon) -> int:
    for phrase in words.phrases[doc[start].text]:
        end = start + len(phrase)
        if (
            end <= len(doc)
            and all(doc[start + n].text == word for n, word in enumerate(phrase))
            and _free(doc, start, end, taken)
        ):
            return end
    return start


def _free(doc: Doc, start: int, end: int, taken: set[int]) -> bool:
    """Nothing there is part of a name yet, nor does a longer name go on beside it."""
    if any(index in taken for index in range(start, end)):
        return False
    if doc[start].pos_ not in ("PROPN", "ADJ", "NOUN") and not _is_initialism(doc, start):
        return False
    return not any(
        doc[index].text[:1].isupper() and doc[index].pos_ == "PROPN"
        for index in (end,)
        if index < len(doc) and index not in taken and doc[end - 1].pos_ == "PROPN"
    )


def _is_initialism(doc: Doc, index: int) -> bool:
    """Capitals only, among words that are not: "the WHO said"."""
    word = doc[index].text
    near = [token for token in doc[max(0, index - 1) : index + 2] if token.is_alpha and token.i != index]
    return word.isupper() and len(word) > 2 and not any(token.text.isupper() for token in near)


def _gazetteer_label(text: str, words: Lexicon) -> str:
    if text in words.countries:
        return "GPE"
    return "NORP" if text in words.demonyms else "ORG"


def _repeated(doc: Doc, names: list[Candidate], words: Lexicon) -> list[Candidate]:
    """Further places where a name of the article, or the surname of a person in it, stands unrecognised."""
    known = _known_strings(doc, names)
    taken = _covered(names)
    found: list[Candidate] = []
    for token in doc:
        if token.i in taken or token.text not in known or token.pos_ not in ("PROPN", "NOUN", "ADJ", "VERB"):
            continue
        for phrase, label in known[token.text]:
            end = token.i + len(phrase)
            if doc[token.i : end].text.split() == list(phrase) and taken.isdisjoint(range(token.i, end)):
                found.append(_name(doc, token.i, end, label))
                taken.update(range(token.i, end))
                break
    return found


def _known_strings(doc: Doc, names: list[Candidate]) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    known: dict[str, dict[tuple[str, ...], str]] = {}
    for name in names:
        phrase = tuple(token.text for token in doc[name.start : name.end])
        if len(phrase[-1]) > 2 or phrase[-1].isupper():
            known.setdefault(phrase[0], {}).setdefault(phrase, name.label)
        if name.label == "PERSON" and len(phrase) > 1 and len(phrase[-1]) > 3:
            known.setdefault(phrase[-1], {}).setdefault(phrase[-1:], name.label)
    return {first: sorted(phrases.items(), key=lambda item: -len(item[0])) for first, phrases in known.items()}


def _with_title(doc: Doc, name: Candidate, words: Lexicon) -> Candidate:
    """The name with the title or honorific that stands directly before it."""
    if name.label == "NORP" and doc[name.start : name.end].text in words.adjectives:
        return name
    sentence = doc[name.start].sent.start
    gender: Gender = "unknown"
    start = name.start
    if start > sentence and doc[start - 1].text in words.honorifics:
        gender = words.honorifics[doc[start - 1].text]
        start -= 1
    for length in range(min(_LONGEST_TITLE, start - sentence), 0, -1):
        if doc[start - length : start].text.lower() in words.titles and _before_name(doc, start - length, start, name):
            phrase = doc[start - length : start].text.lower()
            return replace(name, title=(start - length, start), gender=words.genders.get(phrase, gender))
    return replace(name, gender=gender)


def _before_name(doc: Doc, start: int, end: int, name: Candidate) -> bool:
    """The noun at `end - 1` modifies the name's head and does not stand for itself."""
    noun = doc[end - 1]
    if noun.pos_ not in ("NOUN", "PROPN", "ADJ"):
        return False
    return noun.text[0].isupper() or noun.head.i == name.head or noun.dep_ == "compound"


# --- nominals ----------------------------------------------------------------------------------------------------


def _nominals(doc: Doc, words: Lexicon, taken: set[int]) -> list[Candidate]:
    found = []
    for token in doc:
        if (
            token.pos_ in ("NOUN", "PROPN", "ADJ")
            and token.i not in taken
            and token.dep_ not in ("compound", "amod", "nmod")
        ):
            phrase = head_phrase(doc, token, words)
            if phrase:
                found.append(_nominal(doc, token, phrase, words))
    return found


def head_phrase(doc: Doc, token: Token, words: Lexicon) -> str:
    """The longest noun phrase of the lexicon that ends with this token, empty when there is none."""
    last = token.lemma_.lower() if token.tag_ in ("NNS", "NNPS") else token.lower_
    for length in range(3, -1, -1):
        if token.i >= length:
            phrase = " ".join([*(doc[index].lower_ for index in range(token.i - length, token.i)), last])
            if phrase in words.nouns:
                return phrase
    return token.lower_ if token.lower_ in words.nouns else ""


def _nominal(doc: Doc, token: Token, phrase: str, words: Lexicon) -> Candidate:
    start = _left_edge(doc, token)
    plural = token.tag_ in ("NNS", "NNPS") or phrase in words.plurals
    gender = words.genders.get(phrase, "unknown")
    return Candidate(start, token.i + 1, token.i, "nominal", words.nouns[phrase], phrase, plural, gender)


def _left_edge(doc: Doc, token: Token) -> int:
    """Where the noun phrase begins: its determiner, possessor or first modifier."""
    kept = [
        child
        for child in token.lefts
        if child.dep_ in ("det", "amod", "compound", "poss", "nummod", "nmod", "quantmod", "predet")
    ]
    start = min((child.left_edge.i for child in kept), default=token.i)
    start = max([start, *(index + 1 for index in range(start, token.i) if doc[index].text in ("/", ":"))])
    while start < token.i and (doc[start].is_punct or doc[start].is_space):
        start += 1
    return start


# --- pronouns and values -----------------------------------------------------------------------------------------


def _pronouns(doc: Doc, words: Lexicon) -> list[Candidate]:
    found = []
    for token in doc:
        known = PRONOUNS.get(token.lower_)
        if known is None or token.pos_ not in ("PRON", "DET") or token.text == "IT" or is_expletive(token, words):
            continue
        person, gender, plural = known
        if person != "relative" or _antecedent(token) is not None:
            found.append(
                Candidate(token.i, token.i + 1, token.i, "pronoun", person, token.lower_, bool(plural), gender)
            )
    return found


def _antecedent(token: Token) -> Token | None:
    """The noun whose relative clause this "who" stands in."""
    for ancestor in token.ancestors:
        if ancestor.dep_ == "relcl":
            return ancestor.head
        if ancestor.dep_ not in ("xcomp", "ccomp", "prep", "pobj", "dobj", "nsubj", "nsubjpass", "auxpass", "conj"):
            return None
    return None


def relative_antecedent(doc: Doc, index: int) -> int | None:
    """The head token that the relative pronoun at `index` refers to."""
    noun = _antecedent(doc[index])
    return None if noun is None else noun.i


def is_expletive(token: Token, words: Lexicon) -> bool:
    """ "It is unclear whether …", "it takes time to …", "it rains"."""
    if token.lower_ != "it":
        return False
    if token.dep_ == "expl" or token.head.lemma_ in words.words["expletive.weather"]:
        return True
    verb = token.head
    if any(child.lower_ in words.words["expletive.willing"] for child in verb.rights if child.dep_ == "acomp"):
        return False
    if token.dep_ not in ("nsubj", "nsubjpass") or verb.lemma_ not in words.words["expletive.verbs"]:
        return (
            token.dep_ in ("nsubj", "nsubjpass")
            and verb.tag_ == "VBN"
            and any(child.dep_ == "ccomp" for child in verb.children)
        )
    complements = [
        child
        for child in verb.subtree
        if child.i > verb.i
        and child.head.i
        in (verb.i, *(part.i for part in verb.rights if part.dep_ in ("acomp", "attr", "oprd", "dobj")))
    ]
    clauses = [child for child in complements if child.dep_ in ("ccomp", "xcomp", "advcl", "csubj", "acl", "relcl")]
    return any(_comes_with_complementizer(clause) for clause in clauses)


def _comes_with_complementizer(clause: Token) -> bool:
    return any(
        (child.dep_ in ("mark", "aux") and child.lower_ in ("that", "to", "whether", "if", "for"))
        or child.lower_ in ("whether", "how", "why", "what")
        for child in clause.lefts
    )


def _values(
    doc: Doc, seen: Sequence[Recognised], names: Iterable[Candidate], titles: Iterable[tuple[int, int]]
) -> list[Candidate]:
    """Dates and sums that are no part of a name, and roles, which may hold one: "Minister for European Affairs"."""
    taken = _covered(names)
    others = [each for each in seen if each.label != "Role" and taken.isdisjoint(range(each.start, each.end))]
    roles = [(each.start, each.end) for each in seen if each.label == "Role"]
    offices = [Recognised(*role, "Role") for role in _merged([*roles, *titles]) if not taken.issuperset(range(*role))]
    return [_value(doc, *_with_currency(doc, each)) for each in (*others, *offices)]


def _with_currency(doc: Doc, value: Recognised) -> Recognised:
    """A sum with the sign of its currency, which may stand before it."""
    signed = value.label == "Money" and value.start > 0 and unicodedata.category(doc[value.start - 1].text[-1]) == "Sc"
    return value._replace(start=value.start - 1) if signed else value


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that overlap or touch as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _credits(doc: Doc, spans: Iterable[Span]) -> list[Candidate]:
    found = (doc.char_span(*span, alignment_mode="contract") for span in spans)
    return [_value(doc, span.start, span.end, "Credit") for span in found if span is not None]


def _value(doc: Doc, start: int, end: int, label: str) -> Candidate:
    return Candidate(start, end, doc[start:end].root.i, "value", label, doc[start:end].text.lower())
