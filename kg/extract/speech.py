"""Ontology -> Lexicon: `cues/speech.toml` by word. Which words report speech, in which frames, and as which act."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from kg.model import Certainty, Factuality, Polarity
from kg.ontology import Ontology
from kg.tokens import Token

_CACHE = "_speech"


@dataclass(frozen=True, slots=True)
class Act:
    """A speech act and how it presents its content: "hope" presents it as possible and future, "deny" as negative."""

    name: str
    certainty: Certainty = "certain"
    polarity: Polarity = "positive"
    future: bool = False
    presupposes: bool = False  # what its object names exists: "criticised the attack"
    raises: bool = False  # negated, it presents the content as not so: "does not want to leave"


@dataclass(frozen=True, slots=True)
class Accounts:
    """Whose reports go on in the narrator's words ("Police say X killed Y. He shot her ..."), and what ends them."""

    sources: frozenset[str]
    documents: frozenset[str]  # sources that "it" in the next sentence may stand for
    acts: frozenset[str]
    cues: frozenset[str]
    links: frozenset[str]  # adverbs that go on with a story: "then"
    turns: frozenset[str]  # first words that end it: "but"
    proceedings: frozenset[str]  # what the narrator tells of whom the account is of: "he was arrested"


@dataclass(frozen=True, slots=True)
class Deeds:
    """Verbs that stand for deeds as well as for words, and what their object is when they are words."""

    verbs: frozenset[str]
    violent: frozenset[str]  # those of them that are done to people, too: "attacked the mayor"
    said: frozenset[str]  # nouns for what people say, plan or decide: "attacked the plan"
    personal: frozenset[
        str
    ]  # verbs that with an object and a preposition are words of people only: "charged X with theft"
    people: frozenset[str]  # nouns for who is praised or criticised, beside `heads`


@dataclass(frozen=True, slots=True)
class Vouching:
    """How a cue itself presents its content: as a fact where it is `presupposed`, else where the cue holds."""

    standing: Factuality
    presupposed: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Speech-act words by lemma; verbs and nouns by frame as well."""

    verbs: dict[str, dict[str, Act]]
    nouns: dict[str, dict[str, Act]]
    adjectives: dict[str, Act]
    hearsay_adverbs: dict[str, Act]
    hearsay_adjectives: dict[str, Act]
    phrases: dict[str, tuple[tuple[tuple[str, ...], Act], ...]]  # by last word
    forms: dict[str, str]
    object_control: frozenset[str]  # verbs whose object is the subject of their infinitive
    ignored: frozenset[str]  # verbs with particles that say nothing: "swear in"
    aside_pronouns: frozenset[str]  # with `aside_acts` in a quotation: "I think"
    aside_acts: frozenset[str]
    empty_objects: frozenset[str]  # what "said nothing" says
    no_sources: frozenset[str]  # nouns after "according to" that say nothing: "plan"
    labels: frozenset[str]  # what stands before a colon and is no speaker: "Factbox:"
    heads: frozenset[str]  # nouns that are speakers at either end of a headline: "Police: ...", "... - minister"
    accounts: Accounts
    deeds: Deeds
    participles: frozenset[str]  # that are prepositions without an auxiliary: "considering how late it is"
    idioms: frozenset[str]  # two words before a comma that report nothing: "That said, ..."
    vouching: dict[str, Vouching]  # by lemma
    verdicts: dict[str, Factuality]  # words beside a cue that judge its content: "falsely", "mistaken"

    def frames(self, verb: Token) -> dict[str, Act] | None:
        """The frames of a verb, None when it is no cue."""
        lemma = self.lemma(verb)
        frames = self.verbs.get(lemma)
        if frames and self.ignored:
            particle = next((child.lower_ for child in verb.rights if child.dep_ == "prt"), None)
            if particle and f"{lemma} {particle}" in self.ignored:
                return None
        return frames

    def lemma(self, token: Token) -> str:
        """The lemma, lower case, with the tables' corrections of what the lemmatiser gets wrong."""
        return self.forms.get(token.lower_) or token.lemma_.lower()


def lexicon(ontology: Ontology) -> Lexicon:
    """The speech-act words of an ontology, indexed once and kept beside its cues."""
    cached = ontology.cues.get(_CACHE)
    if not isinstance(cached, Lexicon):
        cached = _index(ontology.cues.get("speech", {}))
        ontology.cues[_CACHE] = cached
    return cached


def _index(tables: dict[str, Any]) -> Lexicon:
    hearsay = tables.get("hearsay", {})
    return Lexicon(
        verbs=_by_frame(tables.get("verb", [])),
        nouns=_by_frame(tables.get("noun", [])),
        adjectives={lemma: _act(group) for group in tables.get("adjective", []) for lemma in group["lemmas"]},
        hearsay_adverbs=_hearsay(hearsay.get("adverbs", {})),
        hearsay_adjectives=_hearsay(hearsay.get("adjectives", {})),
        phrases=_phrases(tables.get("phrase", [])),
        forms=dict(tables.get("forms", {})),
        object_control=frozenset(tables.get("object_control", ())),
        ignored=frozenset(tables.get("ignored", ())),
        aside_pronouns=frozenset(tables.get("asides", {}).get("pronouns", ())),
        aside_acts=frozenset(tables.get("asides", {}).get("acts", ())),
        empty_objects=frozenset(tables.get("empty_objects", ())),
        no_sources=frozenset(tables.get("no_sources", ())),
        labels=frozenset(tables.get("labels", ())),
        heads=frozenset(tables.get("heads", ())),
        accounts=_accounts(tables.get("accounts", {})),
        deeds=_deeds(tables.get("deeds", {})),
        participles=frozenset(tables.get("participles", ())),
        idioms=frozenset(tables.get("idioms", ())),
        vouching=_vouching(tables.get("vouching", [])),
        verdicts=_verdicts(tables.get("verdict", [])),
    )


def _deeds(words: dict[str, list[str]]) -> Deeds:
    listed = {field.name: frozenset(words.get(field.name, ())) for field in fields(Deeds)}
    return replace(Deeds(**listed), verbs=listed["verbs"] | listed["violent"])


def _vouching(groups: list[dict[str, Any]]) -> dict[str, Vouching]:
    return {
        lemma: Vouching(_read_standing(group), group.get("presupposed", False))
        for group in groups
        for lemma in group["lemmas"]
    }


def _verdicts(groups: list[dict[str, Any]]) -> dict[str, Factuality]:
    return {word: _read_standing(group) for group in groups for word in group["words"]}


def _read_standing(fields: dict[str, Any]) -> Factuality:
    return Factuality(fields.get("certainty", "certain"), fields.get("polarity", "positive"))


def _accounts(words: dict[str, list[str]]) -> Accounts:
    listed = {field.name: frozenset(words.get(field.name, ())) for field in fields(Accounts)}
    return Accounts(**listed)


def _act(group: dict[str, Any]) -> Act:
    switches = {
        name: group[name] for name in ("certainty", "polarity", "future", "raises", "presupposes") if name in group
    }
    return Act(group["act"], **switches)


def _by_frame(groups: list[dict[str, Any]]) -> dict[str, dict[str, Act]]:
    index: dict[str, dict[str, Act]] = {}
    for group in groups:
        act = _act(group)
        for lemma in group["lemmas"]:
            for frame in group["frames"]:
                index.setdefault(lemma, {}).setdefault(frame, act)
    return index


def _hearsay(words: dict[str, dict[str, Any]]) -> dict[str, Act]:
    return {word: _act(fields) for word, fields in words.items()}


def _phrases(groups: list[dict[str, Any]]) -> dict[str, tuple[tuple[tuple[str, ...], Act], ...]]:
    index: dict[str, list[tuple[tuple[str, ...], Act]]] = {}
    for group in groups:
        for phrase in group["words"]:
            words = tuple(phrase.split())
            index.setdefault(words[-1], []).append((words, _act(group)))
    return {last: tuple(sorted(found, key=lambda item: -len(item[0]))) for last, found in index.items()}
