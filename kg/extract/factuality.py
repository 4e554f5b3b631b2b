"""Event word -> Factuality: how certain, with which polarity and whether as future the text presents it.

Climbs the parse from the event's word to the root, or to the top of a claim's content, and lets every word that governs
the event have its effect: negation, modals, conditions, questions, implicative and factive verbs, plans, purposes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kg.extract.grammar import is_alternative
from kg.model import Certainty, Polarity
from kg.ontology import Ontology
from kg.tokens import Token

_CACHE = "_factuality"
_RANKS: tuple[Certainty, ...] = ("underspecified", "possible", "probable", "certain")
_LIMIT = 16  # steps; no sentence of news nests deeper, and a broken parse must not loop
_SUBJECTS = frozenset(("nsubj", "nsubjpass"))
_VERBS = frozenset(("VERB", "AUX"))
_NOUNS = frozenset(("NOUN", "PROPN"))
_FINITE = frozenset(("VBD", "VBP", "VBZ"))
_DEFINITE = frozenset(("the", "this", "that", "these", "those"))


@dataclass(frozen=True, slots=True)
class Factuality:
    """The standing of an event: the narrator asserts it only when it is certain, positive and not future."""

    certainty: Certainty = "certain"
    polarity: Polarity = "positive"
    future: bool = False

    @property
    def asserted(self) -> bool:
        """Whether whoever speaks presents the event as a fact."""
        return self.certainty == "certain" and self.polarity == "positive" and not self.future

    def under(self, other: Factuality) -> Factuality:
        """This standing seen through another: the weaker certainty, polarities multiplied, future if either is."""
        certainty = min(self.certainty, other.certainty, key=_RANKS.index)
        polarity: Polarity = "positive" if self.polarity == other.polarity else "negative"
        return Factuality(certainty, polarity, self.future or other.future)


@dataclass(frozen=True, slots=True)
class _Effect:
    """What a word does to the events it governs, and when it does not."""

    standing: Factuality = Factuality()
    presupposed: bool = False
    one_way: bool = False
    past_holds: bool = False
    adjacent: bool = False
    unless: str = ""


@dataclass(frozen=True, slots=True)
class _Words:
    """`cues/factuality.toml`, indexed."""

    auxiliaries: dict[str, _Effect]
    perfect: dict[str, _Effect]
    adverbs: dict[str, _Effect]
    pairs: dict[str, _Effect]
    determiners: dict[str, _Effect]
    pronouns: dict[str, _Effect]
    adjectives: dict[str, _Effect]
    marks: dict[str, _Effect]
    prepositions: dict[str, _Effect]
    phrases: dict[str, _Effect]
    openings: dict[str, _Effect]
    governors: dict[tuple[str, str], _Effect]
    attempts: frozenset[str]
    temporal: frozenset[str]
    conditionals: frozenset[str]
    ordinals: frozenset[str]
    occurrence: frozenset[str]
    light: frozenset[str]
    events: frozenset[str]
    fiction: frozenset[str]
    retold: frozenset[str]


_FACT = Factuality()
_OPEN = Factuality("underspecified")
_POSSIBLE = Factuality("possible")
_AIMED = Factuality("possible", future=True)
_FUTURE = Factuality(future=True)
_SAME = _Effect()


@dataclass(frozen=True, slots=True)
class _Step:
    """The next word up (None: what is above has no say) and what the way there does to the event."""

    to: Token | None
    standing: Factuality = _FACT


def factuality(token: Token, ontology: Ontology, *, top: Token | None = None) -> Factuality:
    """How the text presents the event headed by `token`: to its reader, or inside the content whose root is `top`."""
    words = _words(ontology)
    standing = _own(words, token)
    node = token
    for _ in range(_LIMIT):
        if node in (top, node.head):
            return standing.under(_mood(node))
        step = _climb(words, node)
        standing = standing.under(step.standing)
        if step.to is None:
            return standing
        node = step.to
    return standing


def _climb(words: _Words, node: Token) -> _Step:
    return _STEPS.get(node.dep_, _plain)(words, node, node.head)


# ---------------------------------------------------------------- what stands beside a word


def _own(words: _Words, node: Token) -> Factuality:
    """What the words beside `node` do to it, its governors left aside."""
    standing = _OPEN if is_alternative(node) else _FACT
    for effect in _beside(words, node):
        standing = standing.under(effect)
    return standing


def _beside(words: _Words, node: Token) -> Iterator[Factuality]:
    children = list(node.children)
    for child in children:
        effect = _from_child(words, node, child)
        if effect:
            yield effect
    if node.pos_ in _VERBS:
        yield from _opened(words, children)
        yield from _tense(words, node, children)
        if _is_inverted_condition(node, children):
            yield _OPEN


def _opened(words: _Words, children: list[Token]) -> Iterator[Factuality]:
    """What the words right before the subject do: "in case X attacks", "at once, as if X had attacked"."""
    subject = next((child for child in children if child.dep_ in _SUBJECTS), None)
    if subject is None:
        return
    first = subject.left_edge.i
    if first and subject.doc[first - 1].lower_ == "that":
        first -= 1
    start = max(subject.sent.start, first - 3)
    before = [word.lower_ for word in subject.doc[start:first]]
    found = (words.openings.get(" ".join(before[index:])) for index in range(len(before)))
    yield from (effect.standing for effect in found if effect)


def _is_inverted_condition(verb: Token, children: list[Token]) -> bool:
    """ "Had X attacked Y, ...", "should X attack Y": an auxiliary before the subject without a question."""
    auxiliary = next((child for child in children if child.dep_ in ("aux", "auxpass")), None)
    subject = next((child for child in children if child.dep_ in _SUBJECTS), None)
    if auxiliary is None or subject is None or auxiliary.lower_ not in ("had", "were", "should"):
        return False
    first = auxiliary.i == auxiliary.sent.start or auxiliary.nbor(-1).text in (",", "“", '"', "(")
    return auxiliary.i < subject.i and first


def _from_child(words: _Words, node: Token, child: Token) -> Factuality | None:
    dep, word = child.dep_, child.lower_
    if word == "not" and child.i + 1 < len(child.doc) and child.nbor().lower_ in ("only", "just"):
        return None
    if dep == "neg":
        return words.adverbs["not"].standing if word not in words.adverbs else words.adverbs[word].standing
    if dep in ("advmod", "preconj", "cc") and not (dep == "cc" and word != "nor"):
        return _adverb(words, node, child)
    if dep in ("det", "predet") or (dep == "advmod" and word == "no"):
        effect = words.determiners.get(word)
        return effect.standing if effect and not (word == "any" and node.pos_ not in _NOUNS) else None
    if dep == "amod":
        return _adjective(words, node, word)
    if dep == "mark" or (dep == "advmod" and word in words.marks):
        effect = words.marks.get(word)
        return effect.standing if effect else None
    if dep == "prep":
        return _prepositional(words, node, child)
    if dep == "nmod" and word == "be" and child.left_edge.lower_ == "would":
        return _POSSIBLE  # "the would-be owner"
    if dep in _SUBJECTS or (dep in ("dobj", "attr") and node.pos_ in _VERBS):
        return _quantified(words, child)
    return None


def _prepositional(words: _Words, node: Token, preposition: Token) -> Factuality | None:
    """ "At no time", "in all likelihood"; "in the novel" and "in a hypothetical war" are other worlds."""
    set_phrase = _phrase(words, preposition)
    if set_phrase or preposition.lower_ != "in":
        return set_phrase
    retold = words.retold if node.tag_ in ("VBZ", "VBP") else frozenset()
    for noun in preposition.children:
        if noun.dep_ == "pobj" and noun.pos_ == "NOUN":
            unreal = (words.adjectives.get(child.lower_) for child in noun.children if child.dep_ == "amod")
            if noun.lemma_.lower() in words.fiction | retold or any(
                effect and not effect.standing.future and effect.standing.certainty in ("possible", "underspecified")
                for effect in unreal
            ):
                return _OPEN
    return None


def _phrase(words: _Words, head: Token) -> Factuality | None:
    first = head.left_edge.i
    text = " ".join(word.lower_ for word in head.doc[first : first + 3])
    effect = words.phrases.get(text) or words.phrases.get(text.rpartition(" ")[0])
    return effect.standing if effect else None


def _adverb(words: _Words, node: Token, child: Token) -> Factuality | None:
    if any(word.dep_ == "advcl" for word in child.rights) and child.i < node.i:
        return _phrase(words, child)
    pair = f"{child.nbor(-1).lower_} {child.lower_}" if child.i else ""
    effect = words.pairs.get(pair) or words.adverbs.get(child.lower_)
    if effect is None:
        inner = next((word for word in child.lefts if word.dep_ in ("advmod", "neg")), None)
        effect = words.adverbs.get(inner.lower_) if inner is not None else None
        return effect.standing if effect and not effect.adjacent else None
    if effect.adjacent and child.i + 1 != node.i:
        return None
    return effect.standing


def _adjective(words: _Words, node: Token, word: str) -> Factuality | None:
    effect = words.adjectives.get(word)
    if effect is None or (effect.standing.polarity == "negative" and node.lemma_ in words.attempts):
        return None
    return effect.standing


def _quantified(words: _Words, noun: Token) -> Factuality | None:
    """ "Nobody", "no talks", "neither side" as subject or object turn the verb; "anyone" leaves it open."""
    effect = words.pronouns.get(noun.lower_)
    if effect:
        return effect.standing
    determiners = (
        words.determiners.get(child.lower_) for child in noun.children if child.dep_ in ("det", "neg", "preconj")
    )
    return next((found.standing for found in determiners if found and found.standing.polarity == "negative"), None)


def _tense(words: _Words, verb: Token, children: list[Token]) -> Iterator[Factuality]:
    auxiliaries = [child for child in children if child.dep_ in ("aux", "auxpass")]
    perfect = any(child.lemma_ == "have" for child in auxiliaries)
    for child in auxiliaries:
        effect = (words.perfect if perfect else words.auxiliaries).get(child.lower_) or words.auxiliaries.get(
            child.lower_
        )
        if effect and not (effect.unless and effect.unless == verb.tag_):
            yield effect.standing
    if any(_is_condition(words, child) for child in children):
        yield _OPEN
    if _is_present(verb, auxiliaries) and _is_temporal(words, verb, children):
        yield _FUTURE


def _is_temporal(words: _Words, verb: Token, children: list[Token]) -> bool:
    """Whether a conjunction of time opens the clause; parsers often take it for a preposition before the subject."""
    if verb.dep_ == "pcomp" and verb.head.lower_ in words.temporal:
        return True
    subject = next((child for child in children if child.dep_ in _SUBJECTS), None)
    before = subject.left_edge.nbor(-1) if subject is not None and subject.left_edge.i else None
    openers = [child for child in children if child.dep_ in ("advmod", "mark")]
    return any(word.lower_ in words.temporal for word in openers) or (
        before is not None and before.dep_ == "prep" and before.lower_ in words.temporal
    )


def _is_condition(words: _Words, child: Token) -> bool:
    marks = (mark.lower_ for mark in child.children if mark.dep_ == "mark")
    return child.dep_ == "advcl" and any(mark in words.conditionals for mark in marks)


def _is_present(verb: Token, auxiliaries: list[Token]) -> bool:
    finite = auxiliaries[0] if auxiliaries else verb
    return finite.tag_ in ("VBZ", "VBP") and finite.lemma_ != "have"


def _mood(root: Token) -> Factuality:
    """Questions and commands assert nothing; a headline's infinitive is future."""
    if root.pos_ not in _VERBS:
        return _OPEN if _is_question(root) else _FACT
    if _is_question(root):
        return _OPEN
    deps = {child.dep_ for child in root.children}
    if any(child.tag_ == "TO" for child in root.lefts) and root.dep_ == "ROOT":
        return _FUTURE
    if (
        root.tag_ == "VB"
        and root.dep_ == "ROOT"
        and not deps & {"nsubj", "nsubjpass", "aux", "auxpass", "expl", "csubj"}
    ):
        return _AIMED
    return _FACT


def _is_question(root: Token) -> bool:
    last = root.right_edge
    if last.i + 1 < len(root.doc) and last.text != "?":
        last = last.nbor()
    return last.text == "?"


# ---------------------------------------------------------------- steps up the parse


def _plain(words: _Words, node: Token, head: Token) -> _Step:
    return _Step(head, _own(words, head))


def _stop(words: _Words, node: Token, head: Token) -> _Step:
    return _Step(None)


def _context(words: _Words, node: Token, head: Token) -> _Step:
    """The clause is no part of what its head's negation and modals say, but shares what governs both."""
    return _Step(head)


def _governed(words: _Words, head: Token, takes: str, default: Factuality | None) -> _Step:
    effect = _effect(words, head, takes)
    if effect is None:
        return _Step(head, (default or _FACT).under(_own(words, head)))
    if effect.presupposed:
        return _Step(None)
    own = _own(words, head)
    if effect.past_holds and head.tag_ in ("VBD", "VBN"):
        return _Step(head, own)
    if effect.one_way and own.polarity == "negative":
        own = own.under(_OPEN)
    return _Step(head, effect.standing.under(own))


def _effect(words: _Words, head: Token, takes: str) -> _Effect | None:
    lemma = head.lemma_.lower()
    particle = next((child.lower_ for child in head.rights if child.dep_ == "prt"), None)
    forms = (f"{lemma} {particle}", head.lower_, lemma) if particle else (head.lower_, lemma)
    return next((effect for form in forms if (effect := words.governors.get((takes, form)))), None)


def _complement(words: _Words, node: Token, head: Token) -> _Step:
    takes = _form(node)
    if takes == "infinitive":
        return _announced(words, head) or _governed(words, head, takes, _AIMED)
    if takes == "gerund":
        return _governed(words, head, takes, None)
    if node.pos_ not in _VERBS or node.dep_ == "xcomp":
        return _plain(words, node, head)
    return _governed(words, head, "clause", _OPEN)


def _announced(words: _Words, verb: Token) -> _Step | None:
    """ "An attempt was made to kill X": what the subject of the passive announces."""
    subject = next((child for child in verb.children if child.dep_ == "nsubjpass"), None)
    effect = words.governors.get(("infinitive", subject.lemma_.lower())) if subject is not None else None
    return _Step(verb, effect.standing.under(_own(words, verb))) if effect else None


def _form(verb: Token) -> str:
    lefts = list(verb.lefts)
    if any(child.tag_ == "TO" for child in lefts):
        return "infinitive"
    if verb.tag_ == "VB" and not any(child.dep_ == "aux" for child in lefts):
        return "infinitive"
    auxiliary = next((child for child in lefts if child.dep_ in ("aux", "auxpass")), verb)
    return "gerund" if auxiliary.tag_ == "VBG" else "finite"


def _coordinated(words: _Words, node: Token, head: Token) -> _Step:
    """A coordinated verb without subject and auxiliary of its own shares those of the first; "or" the negation too."""
    if node.tag_ in _FINITE and _form(head) != "finite" and head.head.pos_ in _VERBS:
        return _Step(head.head)  # "failed to pay and went": a finite verb goes with the finite one
    if node.pos_ in _VERBS and not _shares_auxiliary(node, head):
        return _Step(head, _subject_quantifier(words, node, head))
    own = _own(words, head)
    if own.polarity == "negative" and not _shares_negation(node, head):
        own = Factuality(own.certainty, "positive", own.future)
    return _Step(head, own)


def _shares_auxiliary(node: Token, head: Token) -> bool:
    own = any(child.dep_ in ("aux", "auxpass", *_SUBJECTS) for child in node.children)
    return not own and (node.tag_ == head.tag_ or node.tag_ == "VB") and node.tag_ in ("VB", "VBN", "VBG")


def _subject_quantifier(words: _Words, node: Token, head: Token) -> Factuality:
    if any(child.dep_ in _SUBJECTS for child in node.children):
        return _FACT
    subject = next((child for child in head.children if child.dep_ in _SUBJECTS), None)
    return (_quantified(words, subject) or _FACT) if subject is not None else _FACT


def _shares_negation(node: Token, head: Token) -> bool:
    conjunctions = {child.lower_ for child in head.children if child.dep_ == "cc"}
    return bool(conjunctions & {"or", "nor"}) or ("and" in conjunctions and node.pos_ in _VERBS)


def _adverbial(words: _Words, node: Token, head: Token) -> _Step:
    """Adverbial clauses: purposes are aims; participles share the time of their head; finite ones stand alone."""
    form = _form(node)
    if form == "infinitive":
        if _is_next(head, node) or _effect(words, head, form) is None:
            return _governed(words, head, form, _AIMED)
        return _Step(head, _AIMED.under(_own(words, head)))
    if form == "gerund" and not any(child.dep_ == "mark" for child in node.children):
        lacking = _lacked(words, node)
        if lacking is not None:
            return _Step(head, lacking)
        own = _own(words, head)
        return _Step(head, Factuality(own.certainty, "positive", own.future))
    if form == "finite" and _is_past(node):
        return _Step(None)
    aims = {child.lower_ for child in node.children if child.dep_ == "mark"}
    return _Step(head, _AIMED if aims & {"so"} and node.i > head.i else _FACT)


def _lacked(words: _Words, gerund: Token) -> Factuality | None:
    """ "Without X acquiring Y": the preposition before the subject of the -ing form, which parsers hang elsewhere."""
    before = gerund.left_edge.nbor(-1) if gerund.left_edge.i else None
    if before is None or before.dep_ != "pobj" or before.head.dep_ != "prep":
        return None
    effect = words.prepositions.get(before.head.lower_)
    return effect.standing if effect and effect.standing.polarity == "negative" else None


def _is_past(verb: Token) -> bool:
    finite = next((child for child in verb.lefts if child.dep_ in ("aux", "auxpass")), verb)
    return finite.tag_ == "VBD"


def _is_next(head: Token, clause: Token) -> bool:
    """Whether nothing but a particle stands between a verb and its infinitive: "went on to win"."""
    return all(word.dep_ == "prt" for word in head.doc[head.i + 1 : clause.left_edge.i])


def _prepositional_clause(words: _Words, node: Token, preposition: Token) -> _Step:
    """ "accused of hacking", "prevented from leaving", "without paying", "after winning"."""
    head = preposition.head
    if head.dep_ == "pobj" and head.head.dep_ == "agent" and _effect(words, head.head.head, preposition.lower_):
        head = head.head.head  # "accused by X of hacking": parsers take X for what "of" belongs to
    effect = _effect(words, head, preposition.lower_) or _effect(
        words, head, "gerund" if preposition.lower_ == "of" else ""
    )
    if effect and effect.presupposed:
        return _Step(None)
    own = _own(words, head) if head != preposition else _FACT
    if own.polarity == "negative":
        own = Factuality("underspecified", "positive", own.future)
    pair = f"{preposition.nbor(-1).lower_} {preposition.lower_}" if preposition.i else ""
    beside = words.prepositions.get(pair) or words.prepositions.get(preposition.lower_)
    chosen = effect or beside or _SAME
    return _Step(head if head != preposition else None, chosen.standing.under(own))


def _prepositional_object(words: _Words, node: Token, preposition: Token) -> _Step:
    """ "calls for talks", "plans for a summit", "was in talks": the noun shares the standing of what governs it."""
    head = preposition.head
    if head == preposition:
        return _Step(None)
    effect = _effect(words, head, preposition.lower_)
    if effect:
        return _Step(None) if effect.presupposed else _Step(head, effect.standing.under(_own(words, head)))
    if head.pos_ in _VERBS and head.lemma_ in words.light:
        return _Step(head, _own(words, head))
    return _indefinite(words, node, head)


def _object(words: _Words, node: Token, verb: Token) -> _Step:
    if _effect(words, verb, "object"):
        return _governed(words, verb, "object", None)
    if verb.lemma_ in words.light:
        return _Step(verb, _own_but_for(words, verb, node))
    return _indefinite(words, node, verb)


def _own_but_for(words: _Words, verb: Token, noun: Token) -> Factuality:
    """What stands beside the verb, without what its object has already said ("held no talks" is negative once)."""
    own = _own(words, verb)
    said = _quantified(words, noun)
    return Factuality(own.certainty, _flip(own.polarity), own.future) if said and said.polarity == "negative" else own


def _flip(polarity: Polarity) -> Polarity:
    return "negative" if polarity == "positive" else "positive"


def _subject(words: _Words, node: Token, verb: Token) -> _Step:
    """ "The talks will begin", "an attack was planned": verbs of being held decide whether their subject is real."""
    if node.lemma_.lower() not in words.events or verb.lemma_ not in words.occurrence:
        return _Step(None)
    own = _own_but_for(words, verb, node)
    effect = _effect(words, verb, "object") if node.dep_ == "nsubjpass" else None
    return _Step(verb, effect.standing.under(own) if effect else own)


def _indefinite(words: _Words, node: Token, head: Token) -> _Step:
    """An event that is not yet known ("an inquiry", "talks") is as real as the clause it stands in."""
    known = any(child.dep_ == "poss" or child.lower_ in _DEFINITE for child in node.children)
    if known or node.lemma_.lower() not in words.events:
        return _Step(None)
    own = _own(words, head)
    return _Step(head, Factuality("underspecified", "positive", own.future) if own.polarity == "negative" else own)


def _noun_clause(words: _Words, node: Token, noun: Token) -> _Step:
    """ "a plan to attack", "the claim that it attacked"; reduced relatives ("the port they took") stand alone."""
    form = _form(node)
    if form == "infinitive":
        first = any(child.lower_ in words.ordinals for child in noun.children) or noun.lower_ in words.ordinals
        return _plain(words, node, noun) if first else _governed(words, noun, form, _AIMED)
    if form == "gerund" or node.tag_ == "VBN":
        return _Step(None, _any(words, noun))
    return _governed(words, noun, "clause", _OPEN)


def _relative(words: _Words, node: Token, noun: Token) -> _Step:
    if _form(node) == "infinitive":
        return _noun_clause(words, node, noun)
    return _Step(None, _any(words, noun))


def _any(words: _Words, noun: Token) -> Factuality:
    """ "Anyone who attacks", "any country that helps": nobody in particular."""
    effect = words.pronouns.get(noun.lower_)
    if effect and effect.standing.certainty == "underspecified":
        return _OPEN
    return (
        _OPEN if any(child.lower_ in ("any", "whatever") for child in noun.children if child.dep_ == "det") else _FACT
    )


def _clausal_subject(words: _Words, node: Token, verb: Token) -> _Step:
    """ "That X left surprised nobody" is a fact, "that X left is a myth" is not; "acquiring Y cost X money" is one."""
    form = _form(node)
    if form == "infinitive":
        return _Step(None, _AIMED)
    if form == "gerund" or not any(child.dep_ == "mark" for child in node.lefts):
        return _Step(None)
    said = (verb, *(child for child in verb.rights if child.dep_ in ("attr", "acomp")))
    known = any(("subject", word.lemma_.lower()) in words.governors for word in said)
    return _Step(None) if known else _Step(verb, _OPEN)


def _predicate(words: _Words, node: Token, head: Token) -> _Step:
    return _Step(head, _own_but_for(words, head, node))


_STEPS: dict[str, Callable[[_Words, Token, Token], _Step]] = {
    "xcomp": _complement,
    "ccomp": _complement,
    "attr": _predicate,
    "conj": _coordinated,
    "advcl": _adverbial,
    "pcomp": _prepositional_clause,
    "pobj": _prepositional_object,
    "dobj": _object,
    "nsubj": _subject,
    "nsubjpass": _subject,
    "acl": _noun_clause,
    "relcl": _relative,
    "csubj": _clausal_subject,
    "csubjpass": _clausal_subject,
    "appos": _stop,
    "poss": _stop,
    "amod": _stop,
    "nmod": _stop,
    "npadvmod": _stop,
    "parataxis": _context,
}


# ---------------------------------------------------------------- the tables


def _words(ontology: Ontology) -> _Words:
    cached = ontology.cues.get(_CACHE)
    if not isinstance(cached, _Words):
        cached = _index(ontology.cues.get("factuality", {}))
        ontology.cues[_CACHE] = cached
    return cached


def _index(tables: dict[str, Any]) -> _Words:
    def effects(name: str) -> dict[str, _Effect]:
        return {word: _read_effect(fields) for word, fields in tables.get(name, {}).items()}

    def listed(name: str, field: str) -> frozenset[str]:
        return frozenset(tables.get(name, {}).get(field, ()))

    return _Words(
        auxiliaries=effects("auxiliaries"),
        perfect=effects("perfect_auxiliaries"),
        adverbs=effects("adverbs"),
        pairs=effects("adverb_pairs"),
        determiners=effects("determiners"),
        pronouns=effects("pronouns"),
        adjectives=effects("adjectives"),
        marks=effects("marks"),
        prepositions=effects("prepositions"),
        phrases=effects("phrases"),
        openings=effects("openings"),
        governors=_governors(tables.get("governor", [])),
        attempts=listed("attempts", "nouns"),
        temporal=listed("temporal", "words"),
        conditionals=listed("conditionals", "words"),
        ordinals=listed("ordinals", "words"),
        occurrence=listed("occurrence", "verbs"),
        light=listed("light", "verbs"),
        events=listed("events", "nouns"),
        fiction=listed("fiction", "nouns"),
        retold=listed("fiction", "retold"),
    )


def _read_effect(fields: dict[str, Any]) -> _Effect:
    standing = Factuality(
        fields.get("certainty", "certain"), fields.get("polarity", "positive"), fields.get("future", False)
    )
    switches = {
        name: fields[name] for name in ("presupposed", "one_way", "past_holds", "adjacent", "unless") if name in fields
    }
    return _Effect(standing, **switches)


def _governors(groups: Iterable[dict[str, Any]]) -> dict[tuple[str, str], _Effect]:
    """By complement and lemma; the first group that lists a pair wins."""
    index: dict[tuple[str, str], _Effect] = {}
    for group in groups:
        effect = _read_effect(group)
        for lemma in group["lemmas"]:
            for takes in group["takes"]:
                index.setdefault((takes, lemma), effect)
    return index
