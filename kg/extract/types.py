"""Names and their context -> classes of the ontology, by weight of evidence over the whole article."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.encoder import Encoding, type_scores
from kg.extract.lexicon import Lexicon, cities, regions
from kg.extract.mentions import TEAM, Candidate, head_phrase, is_expletive
from kg.extract.teams import is_sport, takes_plural
from kg.ontology import Ontology
from kg.tokens import Doc, Token

type Votes = dict[str, float]

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
    TEAM: "SportsTeam",
}
# Weights were set by reading the errors on DWIE train. A recogniser's vote counts 1 for each mention; what the name
# itself says counts as often as it stands there, divided by `_MANY`, and once at least.
_MANY = 4
_KNOWN = 6.0
_HEAD_WORD = 5.0
_ONE_HEAD_WORD = 2.0
_DESCRIBED = 4.0
_GIVEN_NAME = 5.0
_COUNTRY = 5.0
_IN_PLACE = 1.5
_MAPPED = 3.0
_CITY = 1.5
_CAPITAL = 3.0
_PERSONAL = 1.5
_AGED = 4.0
_SPEAKS_AS_IT = 3.0
_PLURAL = 5.5  # of 26 such names in 100 articles of DWIE train, 22 were teams and bodies
_OLDEST = 115
_NEXT = 2  # words from a verb to the "it" behind it, or behind "that"
_LARGE_CITY = 150_000
# The encoder's classes: coarse and fine, by their chances. Set on DWIE's last 100 articles and EWNER's dev, coarsely.
_LEARNED = 4.0
_LEARNED_FINE = 0.5
_LIKELY = 0.5
_INITIALS = re.compile(r"(?:[A-Z]\.[ -]?)+[^\W\d_]{3,}$")
_UNLIKELY = frozenset(("City", "Place", "Region", "Award", "Work", "Product", "Concept"))  # nearer to a person's name
_CHARGES = frozenset(("Offender", "CriminalOrganization"))  # which must be the article's own words
_FINE = frozenset(("Person", "Organization", "Place", "Event", "Work", "Product", "Concept"))
_PERSONAL_PRONOUNS = frozenset(("he", "his", "him", "himself", "she", "her", "herself"))
_PERSONAL_ENDINGS = ("ist", "ologue", "woman", "ician")
_LINKERS = (" of ", " for ", " on ", " in ", " against ", " and ")
_DIRECTIONS = frozenset(
    ("North", "South", "East", "West", "Northern", "Southern", "Eastern", "Western", "Central", "Upper", "Lower")
)


def classify_names(
    doc: Doc, names: Iterable[Candidate], words: Lexicon, ontology: Ontology, encoding: Encoding | None = None
) -> dict[str, str]:
    """The class of every name by its key: one class a name in an article."""
    votes: dict[str, Votes] = defaultdict(lambda: defaultdict(float))
    texts: dict[str, list[str]] = defaultdict(list)
    members: dict[str, list[Candidate]] = defaultdict(list)
    sport = is_sport(doc, words)
    for name in names:
        text = doc[name.start : name.end].text
        if name.label != TEAM:
            texts[name.key].append(text)
            members[name.key].append(name)
        for label, weight in _context_votes(doc, name, text, words, ontology):
            votes[name.key][label] += weight
        if takes_plural(doc, name) and text not in words.countries:
            votes[name.key]["SportsTeam" if sport else "Organization"] += _PLURAL
    for key, written in texts.items():
        for label, weight in dict(vote for text in written for vote in _string_votes(text, words)).items():
            votes[key][label] += weight * max(1.0, len(written) / _MANY)
    for key, label, weight in _learned_votes(encoding, members, texts, words, ontology):
        votes[key][label] += weight * max(1.0, len(texts[key]) / _MANY)
    classes = {key: _best(weights, ontology) for key, weights in votes.items()}
    return classes | dict.fromkeys(_mistaken_people(classes, texts, words, ontology), "Person")


def _mistaken_people(
    classes: Mapping[str, str], texts: Mapping[str, Sequence[str]], words: Lexicon, ontology: Ontology
) -> Iterator[str]:
    """Places and things that no list knows and whose last word is a person's name in the article: "Mei Oyelaran"."""
    for key, found in classes.items():
        _, _, surname = key.rpartition(" ")
        doubtful = surname != key and ontology.coarse(found) in _UNLIKELY
        if doubtful and classes.get(surname) == "Person" and not any(_is_listed(text, words) for text in texts[key]):
            yield key


def _is_listed(text: str, words: Lexicon) -> bool:
    """Whether a word in it or a gazetteer says what is called so."""
    return text in words.known or text in cities() or head_class(text, words) is not None


def _learned_votes(
    encoding: Encoding | None,
    members: Mapping[str, Sequence[Candidate]],
    texts: Mapping[str, Sequence[str]],
    words: Lexicon,
    ontology: Ontology,
) -> Iterator[tuple[str, str, float]]:
    """What the encoder says of names that no list knows. People stay people here: titles and descriptions say more."""
    if encoding is None:
        return
    listed = (words.countries, words.demonyms, words.known)
    keys = [key for key, written in texts.items() if not any(text in names for text in written for names in listed)]
    for key, scores in zip(keys, type_scores(encoding, [members[key] for key in keys]), strict=True):
        for label, score in scores.items():
            if label == ontology.coarse(label):
                yield key, label, _LEARNED * score
            elif score > _LIKELY and label not in _CHARGES and not ontology.is_a(label, "Person"):
                yield key, label, _LEARNED_FINE * score


def learned_classes(
    encoding: Encoding, chains: Sequence[tuple[str, Sequence[Candidate]]], ontology: Ontology
) -> list[tuple[str, ...]]:
    """The fine classes that each chain of this coarse class likely has, by its names and nominals."""
    told = [[each for each in members if each.kind in ("name", "nominal")] for _, members in chains]
    return [
        tuple(label for label, score in scores.items() if score > _LIKELY and _refines(label, coarse, ontology))
        for (coarse, _), scores in zip(chains, type_scores(encoding, told), strict=True)
    ]


def _refines(label: str, coarse: str, ontology: Ontology) -> bool:
    """A class within a coarse one that the encoder may tell by itself."""
    return coarse in _FINE and label not in (coarse, *_CHARGES) and ontology.coarse(label) == coarse


def _best(votes: Mapping[str, float], ontology: Ontology) -> str:
    """The fine class with most weight within the coarse class with most weight."""
    coarse: Votes = defaultdict(float)
    for name, weight in votes.items():
        coarse[ontology.coarse(name)] += weight
    top = max(sorted(coarse), key=lambda name: coarse[name])
    within = [name for name in sorted(votes) if ontology.coarse(name) == top]
    return max(within, key=lambda name: (name != top, votes[name]))


def _context_votes(
    doc: Doc, name: Candidate, text: str, words: Lexicon, ontology: Ontology
) -> Iterator[tuple[str, float]]:
    """What the recogniser, a title, an apposition and a preposition say of one mention."""
    token = doc[name.head]
    yield _labelled(token, name, text, words), 1.0
    if name.label == TEAM:
        return
    if _does_as_people_do(token, words):
        yield "Person", _PERSONAL
    if name.label in ("PERSON", "ORG", "PRODUCT") and not name.title and _speaks_as_it(token, words):
        yield "Organization", _SPEAKS_AS_IT
    if _has_age(doc, name) or text in words.words["person.surnames"]:
        yield "Person", _AGED
    if name.label in ("ORG", "GPE", "PRODUCT", "FAC") and _is_meant_by_pronoun(token, text, words):
        yield "Person", _PERSONAL
    if name.title:
        title = words.titles.get(doc[slice(*name.title)].text.lower(), "Person")
        yield ("Person" if ontology.is_a(title, "Person") else title), _DESCRIBED
    elif name.gender != "unknown":
        yield "Person", _DESCRIBED
    naming = [] if name.label == "NORP" else _naming(token, words)
    for noun in [*_describing(doc, name), *naming]:
        phrase = head_phrase(doc, noun, words)
        if phrase and noun.tag_ == "NN" and phrase not in words.words["agent.either"]:
            described = words.nouns[phrase]
            yield ("Person" if ontology.is_a(described, "Person") else described), _DESCRIBED
        elif noun.lower_.endswith(_PERSONAL_ENDINGS):
            yield "Person", _PERSONAL
    if name.label == "GPE" and "," in text:
        yield _place(text.partition(",")[0], words), _MAPPED
    if name.label == "GPE" and _place(text, words) == "Region":
        yield "Region", _MAPPED
    if name.label != "GPE" and doc[max(0, name.start - 1)].lower_ in ("in", "near") and text in cities():
        yield "City", _IN_PLACE


def _labelled(token: Token, name: Candidate, text: str, words: Lexicon) -> str:
    """The class that the recogniser's label stands for; a place that no gazetteer knows and that acts is a person."""
    if name.label != "GPE":
        return _LABEL_CLASSES.get(name.label, name.label)
    known = text in words.countries or text in words.known or text in words.capitals or " " in text
    if not known and token.dep_ == "nsubj" and text not in cities() and text not in regions():
        return "Person"
    return _place(text, words)


def _does_as_people_do(token: Token, words: Lexicon) -> bool:
    if token.dep_ == "nsubj":
        return token.head.lemma_ in words.words["person.verbs"]
    return token.dep_ == "nsubjpass" and token.head.lemma_ in words.words["person.passives"]


def _speaks_as_it(token: Token, words: Lexicon) -> bool:
    """ "X said it would appeal", but not "X said it was late"."""
    verb = token.head
    if token.dep_ != "nsubj" or verb.lemma_ not in words.words["company.says"]:
        return False
    clauses = [
        child for child in verb.rights if child.dep_ == "ccomp" and child.lemma_ not in words.words["expletive.verbs"]
    ]
    subjects = (child for clause in clauses for child in clause.lefts if child.dep_ in ("nsubj", "nsubjpass"))
    return any(
        each.lower_ == "it" and 0 < each.i - verb.i <= _NEXT and not is_expletive(each, words) for each in subjects
    )


def _has_age(doc: Doc, name: Candidate) -> bool:
    """ "Anna Berg, 41," or "41-year-old Anna Berg"."""
    if doc[max(0, name.start - 2) : name.start].text.lower().endswith("old"):
        return doc[max(0, name.start - 3) : name.start].text.lower().endswith(("year-old", "year old"))
    after = doc[name.end : name.end + 3]
    if len(after) < 3 or after[0].text not in (",", "(") or not after[1].text.isdigit():
        return False
    return int(after[1].text) <= _OLDEST and after[2].text in (",", ".", ")", ";")


def _is_meant_by_pronoun(token: Token, text: str, words: Lexicon) -> bool:
    """The subject of a clause in which "he" or "her" follows and no person stands between."""
    if token.dep_ not in ("nsubj", "nsubjpass") or text in words.known or text.isupper():
        return False
    after = [other for other in token.sent if other.i > token.i]
    personal = next((other for other in after if other.lower_ in _PERSONAL_PRONOUNS), None)
    if personal is None or not token.head.is_ancestor(personal):
        return False
    between = token.doc[token.i + 1 : personal.i]
    return not any(
        other.ent_type_ == "PERSON" or (other.pos_ == "NOUN" and other.lower_ in words.nouns) for other in between
    )


def _describing(doc: Doc, name: Candidate) -> Iterator[Token]:
    """Nouns in apposition to the name, said of it, or before it: "the city of X", "the band X"."""
    token = doc[name.head]
    before = doc[max(0, name.start - 1)]
    if name.start and before.pos_ == "NOUN" and before.head.i != token.i and stands_beside(token, before):
        yield before
    if token.dep_ == "appos" and token.head.dep_ == "pobj" and token.head.head.lower_ == "for":
        yield token.head.head.head
    yield from (child for child in token.rights if child.dep_ == "appos" and child.pos_ == "NOUN")
    if (
        token.dep_ == "appos"
        and token.head.pos_ == "NOUN"
        and (name.label == "PERSON" or _is_next(doc, name, token.head))
    ):
        yield token.head
    if (
        token.dep_ == "nsubj"
        and token.head.lemma_ == "be"
        and not any(child.dep_ == "neg" for child in token.head.children)
    ):
        yield from (child for child in token.head.rights if child.dep_ == "attr" and child.pos_ == "NOUN")
    if (
        token.dep_ == "pobj"
        and token.head.lower_ == "of"
        and token.head.head.lemma_ in ("city", "town", "village", "province", "region", "state", "island")
    ):
        yield token.head.head


def _is_next(doc: Doc, name: Candidate, noun: Token) -> bool:
    """No other noun stands between: not "the head of the shop, X", where either may be meant."""
    between = [token for token in doc[noun.i + 1 : name.start] if token.pos_ in ("NOUN", "PROPN")]
    return all(token.dep_ == "conj" and token.head.i == noun.i for token in between)


def _naming(token: Token, words: Lexicon) -> Iterator[Token]:
    """The noun behind the name that carries it: "the Acme newspaper"."""
    if token.dep_ == "compound" and token.head.lower_ in words.words["naming.nouns"]:
        yield token.head


def _place(text: str, words: Lexicon) -> str:
    """What a place of this name most likely is."""
    if text in words.countries:
        return "Country"
    if text in words.known:
        return words.known[text]
    if text in words.capitals or cities().get(text, 0) >= _LARGE_CITY:
        return "City"
    if text.removesuffix(".") in words.words["affiliation.states"]:
        return "Region"
    first, _, rest = text.partition(" ")
    if text in regions() or (
        first in _DIRECTIONS and (rest in regions() or rest in words.countries or rest in words.known)
    ):
        return "Region"
    return "City"


def _string_votes(text: str, words: Lexicon) -> Iterator[tuple[str, float]]:
    """What the name itself says, whatever its context."""
    if text in words.countries:
        yield "Country", _COUNTRY
    elif text in words.known:
        yield words.known[text], _KNOWN
    elif found := head_class(text, words):
        yield found, _HEAD_WORD if " " in text else _ONE_HEAD_WORD
    elif text in words.capitals:
        yield "City", _CAPITAL
    elif cities().get(text, 0) >= _LARGE_CITY:
        yield "City", _CITY
    elif " " in text and (text.split()[0] in words.given or _INITIALS.match(text)):
        yield "Person", _GIVEN_NAME


def head_class(text: str, words: Lexicon) -> str | None:
    """The class that a word or phrase within the name fixes, None when there is none."""
    if found := words.last_words.get(text):
        return found
    core = text
    for linker in _LINKERS:
        core = core.partition(linker)[0]
    parts = core.split()
    for length in range(min(4, len(parts)), 0, -1):
        if found := words.last_words.get(" ".join(parts[-length:])):
            return found
    apart = f" {text} "
    return next((found for phrase, found in words.any_words.items() if f" {phrase} " in apart), None)


def stands_beside(token: Token, noun: Token) -> bool:
    """The name directly behind a noun is its apposition, also where the parser makes both subjects.

    Or where it makes a sentence of the noun: "The paper maker Talvio returned to profit."
    """
    if token.dep_ == "appos":
        return True
    if token.dep_ == "nsubj" and token.head.dep_ == "relcl" and noun.dep_ == "ROOT":
        return token.head.head.i == noun.i
    return token.head.i == noun.head.i and token.dep_ == noun.dep_ and token.dep_ in ("nsubj", "nsubjpass")


def all_types(fine: Sequence[str], ontology: Ontology) -> tuple[str, ...]:
    """The classes with their ancestors, most specific first, without the root."""
    known = [name for name in fine if name in ontology.classes]
    ancestors = [ancestor for name in known for ancestor in ontology.classes[name].ancestors if ancestor != "Entity"]
    distinct = list(dict.fromkeys([*known, *ancestors])) or list(fine)
    depth = {name: len(ontology.classes[name].ancestors) if name in ontology.classes else 1 for name in distinct}
    return tuple(sorted(distinct, key=lambda name: -depth[name]))
