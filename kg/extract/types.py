"""Names and their context -> classes of the ontology, by weight of evidence over the whole article."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from spacy.tokens import Doc

from kg.extract.lexicon import Lexicon, cities, regions
from kg.extract.mentions import Candidate
from kg.ontology import Ontology

_LABEL_CLASSES = {
    "PERSON": "Person",
    "NORP": "Group",
    "FAC": "Facility",
    "ORG": "Organization",
    "LOC": "Place",
    "PRODUCT": "Product",
    "EVENT": "Event",
    "WORK_OF_ART": "Work",
    "LAW": "Law",
    "LANGUAGE": "Language",
}
# Weights were set by reading the errors on DWIE train; a recogniser's vote counts 1 for each mention.
_KNOWN = 6.0
_HEAD_WORD = 5.0
_TITLE = 4.0
_GIVEN_NAME = 3.0
_COUNTRY = 5.0
_LARGE_CITY = 150_000
_LINKERS = (" of ", " for ", " on ", " in ", " against ", " and ")


def classify_names(doc: Doc, names: Iterable[Candidate], words: Lexicon, ontology: Ontology) -> dict[str, str]:
    """The class of every name by its key: one class a name in an article."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        text = doc[name.start : name.end].text
        votes[name.key].update(_context_votes(doc, name, words, ontology))
        for label, weight in _string_votes(text, words).items():
            votes[name.key][label] = max(votes[name.key][label], weight)
    return {key: _best(counts, ontology) for key, counts in votes.items()}


def _best(votes: Counter[str], ontology: Ontology) -> str:
    """The fine class with most weight within the coarse class with most weight."""
    coarse: Counter[str] = Counter()
    for name, weight in votes.items():
        coarse[ontology.coarse(name)] += weight  # type: ignore[assignment]
    top = max(sorted(coarse), key=lambda name: coarse[name])
    within = {name: weight for name, weight in votes.items() if ontology.coarse(name) == top}
    return max(sorted(within), key=lambda name: (name != top, within[name]))


def _context_votes(doc: Doc, name: Candidate, words: Lexicon, ontology: Ontology) -> dict[str, float]:
    text = doc[name.start : name.end].text
    votes = {_place(text, words) if name.label == "GPE" else _LABEL_CLASSES.get(name.label, "Concept"): 1.0}
    if name.title:
        title = words.titles.get(doc[name.title[0] : name.title[1]].text.lower(), "Person")
        votes["Person" if ontology.is_a(title, "Person") else title] = _TITLE
    if name.gender != "unknown" and not name.title:
        votes["Person"] = _TITLE
    return votes


def _place(text: str, words: Lexicon) -> str:
    """What a place of this name most likely is."""
    if text in words.countries:
        return "Country"
    if text in words.capitals or cities().get(text, 0) >= _LARGE_CITY:
        return "City"
    if text in words.known:
        return words.known[text]
    return "Region" if text in regions() else "City"


def _string_votes(text: str, words: Lexicon) -> dict[str, float]:
    if text in words.countries:
        return {"Country": _COUNTRY}
    if text in words.known:
        return {words.known[text]: _KNOWN}
    parts = text.split()
    if len(parts) < 2:
        return {}
    found = head_class(text, words)
    if found:
        return {found: _HEAD_WORD}
    return {"Person": _GIVEN_NAME} if parts[0] in words.given else {}


def head_class(text: str, words: Lexicon) -> str | None:
    """The class that a word or phrase within the name fixes, None when there is none."""
    core = text
    for linker in _LINKERS:
        core = core.split(linker)[0] if linker in core else core
    parts = core.split()
    for length in range(min(4, len(parts)), 0, -1):
        if (found := words.last_words.get(" ".join(parts[-length:]))) and (len(text.split()) > 1):
            return found
    return next((words.any_words[phrase] for phrase in words.any_words if f" {phrase} " in f" {text} "), None)


def all_types(fine: Sequence[str], ontology: Ontology) -> tuple[str, ...]:
    """The classes with their ancestors, most specific first, without the root."""
    known = [name for name in fine if name in ontology.classes]
    ancestors = [ancestor for name in known for ancestor in ontology.classes[name].ancestors if ancestor != "Entity"]
    distinct = list(dict.fromkeys([*known, *ancestors])) or list(fine)
    depth = {name: len(ontology.classes[name].ancestors) if name in ontology.classes else 1 for name in distinct}
    return tuple(sorted(distinct, key=lambda name: -depth[name]))
