"""Names of cities -> names of the teams called after them, where they do what teams do: "Bergen beat Oslo 2-0"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from kg.extract.lexicon import Lexicon, cities
from kg.extract.mentions import TEAM, Candidate
from kg.tokens import Doc, Token

_SUFFIX = "=team"  # keeps the key of the team apart from its city's
_CONTEXT = 4  # different words of sport that make a sports article of usual length, and of a short one
_SHORT_CONTEXT = 2
_WORDS_EACH = 30  # a short article has one for so many words
_LARGE = 100_000  # inhabitants of a city that is looked for where the recogniser saw no name
_RESULT = re.compile(r"(?<![\d–-])\d{1,2}[–-]\d{1,2}(?![\d–-])")  # "2-1"
_PLACES = frozenset(("in", "near", "from", "through", "outside", "around", "into", "across"))


def with_teams(doc: Doc, candidates: Sequence[Candidate], words: Lexicon) -> list[Candidate]:
    """The candidates, names of cities that stand for a team so labelled and with a key of their own."""
    sport = is_sport(doc, words)
    every = [*candidates, *(_unseen(doc, candidates) if sport else ())]
    every.sort(key=lambda candidate: (candidate.start, -candidate.end, candidate.kind))
    people = {name.head for name in every if name.label == "PERSON"}
    cities_named = [name for name in every if name.kind == "name" and _may_be_team(doc, name, words)]
    acting = {name.start for name in cities_named if _acts(doc[name.head], people, words, sport=sport)}
    keys = {name.key for name in cities_named if name.start in acting}
    if sport:
        keys |= _organizations(doc, cities_named)
    together = {name.start for name in cities_named if name.key in keys and not _is_place(doc, name)}
    teams = acting | together
    found = [team(each) if each.kind == "name" and each.start in teams else each for each in every]
    return [_sporting(doc, each) for each in found] if sport else found


def _organizations(doc: Doc, names: Sequence[Candidate]) -> set[str]:
    """Keys of cities' names that are taken for organisations and stand nowhere as places."""
    places = {name.key for name in names if _is_place(doc, name)}
    return {name.key for name in names if name.label == "ORG"} - places


def _sporting(doc: Doc, noun: Candidate) -> Candidate:
    """ "The team" in an article about a sport is one that plays, but not its "research team"."""
    modified = any(child.dep_ == "compound" for child in doc[noun.head].lefts)
    if noun.kind != "nominal" or noun.key != "team" or modified:
        return noun
    return replace(noun, label="SportsTeam")


def team(name: Candidate) -> Candidate:
    """The name as a team's."""
    return replace(name, label=TEAM, key=name.key + _SUFFIX)


def city_key(key: str) -> str:
    """The key of the city after which a team is called."""
    return key.removesuffix(_SUFFIX)


def is_team_key(key: str) -> bool:
    """Whether the key is of a team that is called like its city."""
    return key.endswith(_SUFFIX)


def takes_plural(doc: Doc, name: Candidate) -> bool:
    """ "Bergen were relegated", "Acme have won": one name, not the last of several, whose verb is in the plural."""
    token = doc[name.head]
    verb = token.head
    subject = token.tag_ == "NNP" and token.dep_ in ("nsubj", "nsubjpass") and token.i == name.end - 1 < verb.i
    if not subject or name.title or name.label == "NORP" or doc[max(0, name.start - 1)].text == ",":
        return False
    if doc[name.end].text == ":" or any(child.dep_ in ("cc", "conj") for child in token.rights):
        return False
    return _is_plural(verb)


def _is_plural(verb: Token) -> bool:
    """Its form says that several do it: "have", "were", "win"."""
    auxiliary = next((child for child in verb.lefts if child.dep_ in ("aux", "auxpass")), None)
    if auxiliary is None and verb.tag_ == "VB":
        return verb.dep_ == "ROOT"
    finite = auxiliary or verb
    return finite.tag_ == "VBP" or finite.lower_ == "were"


def is_sport(doc: Doc, words: Lexicon) -> bool:
    """Whether the article is about a sport: several of its words are, one of them of nothing else."""
    lemmas = {token.lemma_.lower() for token in doc}
    wanted = min(_CONTEXT, max(_SHORT_CONTEXT, len(doc) // _WORDS_EACH))
    if len(lemmas & words.words["sport.context"]) < wanted:
        return False
    return not lemmas.isdisjoint(words.words["sport.certain"]) or _RESULT.search(doc.text) is not None


def _unseen(doc: Doc, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    taken = {index for name in candidates for index in range(name.start, name.end)}
    for token in doc:
        if token.i not in taken and token.pos_ == "PROPN" and cities().get(token.text, 0) >= _LARGE:
            yield Candidate(token.i, token.i + 1, token.i, "name", "GPE", token.text.casefold())


def _may_be_team(doc: Doc, name: Candidate, words: Lexicon) -> bool:
    text = doc[name.start : name.end].text
    if text in words.countries or text in words.demonyms or name.title or name.label == "NORP":
        return False
    return text in cities() or text in words.capitals or words.known.get(text) == "City"


def _acts(token: Token, people: set[int], words: Lexicon, *, sport: bool) -> bool:
    """The name stands where a team's does."""
    lists = words.words
    head = token.head
    if token.dep_ == "conj" and head.pos_ == "PROPN":
        return _acts(head, people, words, sport=sport)
    owned = [head.lemma_.lower(), token.nbor().lemma_.lower() if token.i + 1 < len(token.doc) else ""]
    if token.dep_ in ("compound", "poss", "nmod") and not lists["sport.people"].isdisjoint(owned):
        return True
    if not sport:
        return False
    if token.dep_ in ("compound", "poss", "nmod") and not lists["sport.parts"].isdisjoint(owned):
        return True
    if token.dep_ in ("nsubj", "dobj", "nsubjpass"):
        return head.lemma_ in lists["sport.verbs"]
    if token.dep_ == "poss":
        return head.i in people or head.lemma_.lower() in lists["sport.context"]
    if token.dep_ == "pobj":
        return _is_met(head, lists)
    return _beside_score(token)


def _is_met(preposition: Token, lists: Mapping[str, frozenset[str]]) -> bool:
    """ "against X", "victory over X", "the coach of X"; not "won in X"."""
    governor = preposition.head.lemma_.lower()
    if preposition.lower_ in ("of", "for"):
        return governor in lists["sport.people"] or governor in lists["sport.parts"]
    if preposition.lower_ in _PLACES:
        return False
    return preposition.lower_ in lists["sport.against"] or governor in lists["sport.matches"]


def _beside_score(token: Token) -> bool:
    """ "Bergen 2-1 Oslo", "Bergen vs. Oslo", in a table of results."""
    doc = token.doc
    after, before = doc[token.i + 1 : token.i + 4].text, doc[max(0, token.i - 3) : token.i].text
    return any(text.replace("-", "").replace(":", "").isdigit() for text in (after, before)) or after.startswith("vs")


def _is_place(doc: Doc, name: Candidate) -> bool:
    token = doc[name.head]
    before = doc[max(0, name.start - 1)]
    return before.lower_ in _PLACES or (token.dep_ == "pobj" and token.head.lower_ in _PLACES) or before.lower_ == "of"
