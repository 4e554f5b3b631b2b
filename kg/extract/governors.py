"""Word -> the next word up the parse that has a say in it, and what the way there does to its standing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kg.extract.modifiers import beside, quantified
from kg.extract.standing import AIMED, FACT, SAME, Effect, Words
from kg.model import OPEN, Factuality, Polarity
from kg.tokens import Token

_SUBJECTS = frozenset(("nsubj", "nsubjpass"))
_VERBS = frozenset(("VERB", "AUX"))
_FINITE = frozenset(("VBD", "VBP", "VBZ"))
_DEFINITE = frozenset(("the", "this", "that", "these", "those"))


@dataclass(frozen=True, slots=True)
class Step:
    """The next word up (None: what is above has no say) and what the way there does to the event."""

    to: Token | None
    standing: Factuality = FACT


def climb(words: Words, node: Token) -> Step:
    return _STEPS.get(node.dep_, _plain)(words, node, node.head)


def _plain(words: Words, node: Token, head: Token) -> Step:
    return Step(head, beside(words, head))


def _stop(words: Words, node: Token, head: Token) -> Step:
    return Step(None)


def _context(words: Words, node: Token, head: Token) -> Step:
    """The clause is no part of what its head's negation and modals say, but shares what governs both."""
    return Step(head)


def _governed(words: Words, head: Token, takes: str, default: Factuality | None) -> Step:
    effect = _effect(words, head, takes)
    if effect is None:
        return Step(head, (default or FACT).under(beside(words, head)))
    if effect.presupposed:
        return Step(None)
    own = beside(words, head)
    if effect.past_holds and head.tag_ in ("VBD", "VBN"):
        return Step(head, own)
    if effect.one_way and own.polarity == "negative":
        own = own.under(OPEN)
    return Step(head, effect.standing.under(own))


def _effect(words: Words, head: Token, takes: str) -> Effect | None:
    lemma = head.lemma_.lower()
    particle = next((child.lower_ for child in head.rights if child.dep_ == "prt"), None)
    forms = (f"{lemma} {particle}", head.lower_, lemma) if particle else (head.lower_, lemma)
    return next((effect for form in forms if (effect := words.governors.get((takes, form)))), None)


def _complement(words: Words, node: Token, head: Token) -> Step:
    takes = _form(node)
    if takes == "infinitive":
        return _announced(words, head) or _governed(words, head, takes, AIMED)
    if takes == "gerund":
        return _governed(words, head, takes, None)
    if node.pos_ not in _VERBS or node.dep_ == "xcomp":
        return _plain(words, node, head)
    return _governed(words, head, "clause", OPEN)


def _announced(words: Words, verb: Token) -> Step | None:
    """ "An attempt was made to kill X": what the subject of the passive announces."""
    subject = next((child for child in verb.children if child.dep_ == "nsubjpass"), None)
    effect = words.governors.get(("infinitive", subject.lemma_.lower())) if subject is not None else None
    return Step(verb, effect.standing.under(beside(words, verb))) if effect else None


def _form(verb: Token) -> str:
    lefts = list(verb.lefts)
    if any(child.tag_ == "TO" for child in lefts):
        return "infinitive"
    if verb.tag_ == "VB" and not any(child.dep_ == "aux" for child in lefts):
        return "infinitive"
    auxiliary = next((child for child in lefts if child.dep_ in ("aux", "auxpass")), verb)
    return "gerund" if auxiliary.tag_ == "VBG" else "finite"


def _coordinated(words: Words, node: Token, head: Token) -> Step:
    """A coordinated verb without subject and auxiliary of its own shares those of the first; "or" the negation too."""
    if node.tag_ in _FINITE and _form(head) != "finite" and head.head.pos_ in _VERBS:
        return Step(head.head)  # "failed to pay and went": a finite verb goes with the finite one
    if node.pos_ in _VERBS and not _shares_auxiliary(node, head):
        return Step(head, _subject_quantifier(words, node, head))
    own = beside(words, head)
    if own.polarity == "negative" and not _shares_negation(node, head):
        own = Factuality(own.certainty, "positive", own.future)
    return Step(head, own)


def _shares_auxiliary(node: Token, head: Token) -> bool:
    own = any(child.dep_ in ("aux", "auxpass", *_SUBJECTS) for child in node.children)
    return not own and (node.tag_ == head.tag_ or node.tag_ == "VB") and node.tag_ in ("VB", "VBN", "VBG")


def _subject_quantifier(words: Words, node: Token, head: Token) -> Factuality:
    if any(child.dep_ in _SUBJECTS for child in node.children):
        return FACT
    subject = next((child for child in head.children if child.dep_ in _SUBJECTS), None)
    return (quantified(words, subject) or FACT) if subject is not None else FACT


def _shares_negation(node: Token, head: Token) -> bool:
    conjunctions = {child.lower_ for child in head.children if child.dep_ == "cc"}
    return bool(conjunctions & {"or", "nor"}) or ("and" in conjunctions and node.pos_ in _VERBS)


def _adverbial(words: Words, node: Token, head: Token) -> Step:
    """Adverbial clauses: purposes are aims; participles share the time of their head; finite ones stand alone."""
    form = _form(node)
    if form == "infinitive":
        if _is_next(head, node) or _effect(words, head, form) is None:
            return _governed(words, head, form, AIMED)
        return Step(head, AIMED.under(beside(words, head)))
    if form == "gerund" and _is_next(head, node) and _effect(words, head, form):
        return _governed(words, head, form, None)
    if form == "gerund" and not any(child.dep_ == "mark" for child in node.children):
        lacking = _lacked(words, node)
        if lacking is not None:
            return Step(head, lacking)
        own = beside(words, head)
        return Step(head, Factuality(own.certainty, "positive", own.future))
    if form == "finite" and _is_past(node):
        return Step(None)
    aims = {child.lower_ for child in node.children if child.dep_ == "mark"}
    return Step(head, AIMED if aims & {"so"} and node.i > head.i else FACT)


def _lacked(words: Words, gerund: Token) -> Factuality | None:
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


def _prepositional_clause(words: Words, node: Token, preposition: Token) -> Step:
    """ "accused of hacking", "prevented from leaving", "without paying", "after winning"."""
    head = preposition.head
    if head.dep_ == "pobj" and head.head.dep_ == "agent" and _effect(words, head.head.head, preposition.lower_):
        head = head.head.head  # "accused by X of hacking": parsers take X for what "of" belongs to
    elif head.dep_ == "advmod" and head.head.pos_ in _VERBS:
        head = head.head  # "shied away from hacking"
    effect = _effect(words, head, preposition.lower_) or _effect(
        words, head, "gerund" if preposition.lower_ == "of" else ""
    )
    if effect and effect.presupposed:
        return Step(None)
    own = beside(words, head) if head != preposition else FACT
    if own.polarity == "negative":
        own = Factuality("underspecified", "positive", own.future)
    pair = f"{preposition.nbor(-1).lower_} {preposition.lower_}" if preposition.i else ""
    paired = words.prepositions.get(pair) or words.prepositions.get(preposition.lower_)
    chosen = effect or paired or SAME
    return Step(head if head != preposition else None, chosen.standing.under(own))


def _prepositional_object(words: Words, node: Token, preposition: Token) -> Step:
    """ "calls for talks", "plans for a summit", "was in talks": the noun shares the standing of what governs it."""
    head = preposition.head
    if head == preposition:
        return Step(None)
    effect = _effect(words, head, preposition.lower_)
    if effect:
        return Step(None) if effect.presupposed else Step(head, effect.standing.under(beside(words, head)))
    if head.pos_ in _VERBS and head.lemma_ in words.light:
        return Step(head, beside(words, head))
    return _indefinite(words, node, head)


def _object(words: Words, node: Token, verb: Token) -> Step:
    if _effect(words, verb, "object"):
        return _governed(words, verb, "object", None)
    if verb.lemma_ in words.light:
        return Step(verb, _own_but_for(words, verb, node))
    return _indefinite(words, node, verb)


def _own_but_for(words: Words, verb: Token, noun: Token) -> Factuality:
    """What stands beside the verb, without what its object has already said ("held no talks" is negative once)."""
    own = beside(words, verb)
    said = quantified(words, noun)
    return Factuality(own.certainty, _flip(own.polarity), own.future) if said and said.polarity == "negative" else own


def _flip(polarity: Polarity) -> Polarity:
    return "negative" if polarity == "positive" else "positive"


def _subject(words: Words, node: Token, verb: Token) -> Step:
    """ "The talks will begin", "an attack was planned": verbs of being held decide whether their subject is real."""
    if node.lemma_.lower() not in words.events or verb.lemma_ not in words.occurrence:
        return Step(None)
    own = _own_but_for(words, verb, node)
    effect = _effect(words, verb, "object") if node.dep_ == "nsubjpass" else None
    return Step(verb, effect.standing.under(own) if effect else own)


def _indefinite(words: Words, node: Token, head: Token) -> Step:
    """An event that is not yet known ("an inquiry", "talks") is as real as the clause it stands in."""
    if _is_known(node) or node.lemma_.lower() not in words.events:
        return Step(None)
    own = beside(words, head)
    return Step(head, Factuality("underspecified", "positive", own.future) if own.polarity == "negative" else own)


def _is_known(noun: Token) -> bool:
    return any(child.dep_ == "poss" or child.lower_ in _DEFINITE for child in noun.children)


def _noun_clause(words: Words, node: Token, noun: Token) -> Step:
    """ "a plan to attack", "the claim that it attacked"; reduced relatives ("the port they took") stand alone."""
    form = _form(node)
    if form == "infinitive":
        first = any(child.lower_ in words.ordinals for child in noun.children) or noun.lower_ in words.ordinals
        return _plain(words, node, noun) if first else _governed(words, noun, form, AIMED)
    if form == "gerund" or node.tag_ == "VBN":
        return Step(None, _any(words, noun))
    return _governed(words, noun, "clause", OPEN)


def _relative(words: Words, node: Token, noun: Token) -> Step:
    if _form(node) == "infinitive" or (noun.lemma_.lower() in words.tales and _lacks_nothing(node)):
        return _noun_clause(words, node, noun)
    played = noun.dep_ == "dobj" and noun.head.lemma_ in words.roles
    return Step(None, OPEN if played and not _is_known(noun) else _any(words, noun))


def _lacks_nothing(verb: Token) -> bool:
    """ "the story that X left Y": both sides are there, so that the clause tells the noun's content."""
    deps = {child.dep_ for child in verb.children if child.tag_ not in ("WDT", "WP") and child.lower_ != "that"}
    return "dobj" in deps and bool(deps & _SUBJECTS)


def _any(words: Words, noun: Token) -> Factuality:
    """ "Anyone who attacks", "any country that helps": nobody in particular."""
    effect = words.pronouns.get(noun.lower_)
    if effect and effect.standing.certainty == "underspecified":
        return OPEN
    return OPEN if any(child.lower_ in ("any", "whatever") for child in noun.children if child.dep_ == "det") else FACT


def _clausal_subject(words: Words, node: Token, verb: Token) -> Step:
    """ "That X left surprised nobody" is a fact, "that X left is a myth" is not; "acquiring Y cost X money" is one."""
    form = _form(node)
    if form == "infinitive":
        return Step(None, AIMED)
    if form == "gerund" or not any(child.dep_ == "mark" for child in node.lefts):
        return Step(None)
    said = (verb, *(child for child in verb.rights if child.dep_ in ("attr", "acomp")))
    known = any(("subject", word.lemma_.lower()) in words.governors for word in said)
    return Step(None) if known else Step(verb, OPEN)


def _predicate(words: Words, node: Token, head: Token) -> Step:
    return Step(head, _own_but_for(words, head, node))


_STEPS: dict[str, Callable[[Words, Token, Token], Step]] = {
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
