"""How the narrator presents what a source says: no stand, a fact, or not so; reports in reports, level by level."""

from __future__ import annotations

import pytest
from spacy.language import Language

from kg.extract.attribution import attributions
from kg.extract.claims import claims
from kg.extract.narrator import Stand, seen_from_above
from kg.model import OPEN, Claim, Factuality
from kg.ontology import Ontology
from kg.tokens import read_doc

FACT = Factuality()
NOT_SO = Factuality(polarity="negative")
LIKELY = Factuality("probable")
AHEAD = Factuality(future=True)


def _claims(text: str, nlp: Language, ontology: Ontology) -> tuple[Claim, ...]:
    doc = read_doc(nlp(text))
    return claims(doc, attributions(doc, ontology), (), (), (), ontology)


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "source", "narrator"),
    [
        ("Kovar said the firm will surely fail.", AHEAD, OPEN),
        ("Kovar denied that the firm paid.", NOT_SO, OPEN),
        ("The firm is alleged to have paid.", FACT, OPEN),
        ("Kovar accused the firm of fraud.", FACT, OPEN),
        ("Kovar believes the firm paid.", LIKELY, OPEN),
        ("Kovar admitted that the firm had paid.", FACT, FACT),
        ("Kovar admitted that the firm had not paid.", NOT_SO, NOT_SO),
        ("Kovar proved that the firm had paid.", FACT, FACT),
        ("Kovar revealed that the firm will close.", AHEAD, AHEAD),
        ("Kovar was forced to admit that the firm had paid.", FACT, FACT),
        ("Kovar did not admit that the firm had paid.", Factuality("underspecified"), OPEN),
        ("Kovar did not know that the firm had paid.", Factuality("underspecified"), FACT),
        ("Kovar wrongly claimed that the firm had paid.", FACT, NOT_SO),
        ("Kovar falsely said the firm had not paid.", NOT_SO, FACT),
        ("Kovar falsely accused the firm of fraud.", FACT, NOT_SO),
        ("Kovar mistakenly believed that the firm had paid.", LIKELY, NOT_SO),
        ("Holub heard Kovar's false claim that the firm lied.", FACT, NOT_SO),
        ("The claim that the firm lied is untrue.", FACT, NOT_SO),
        ("The claim that the firm lied is not untrue.", FACT, OPEN),
        ("Kovar pointed out that the firm had paid.", FACT, LIKELY),
        ("“The firm paid,” Kovar admitted.", FACT, OPEN),
        ("Kovar criticised the attack on the port.", FACT, FACT),
    ],
)
def test_the_source_and_the_narrator_have_values_of_their_own(
    text: str, source: Factuality, narrator: Factuality, nlp: Language, ontology: Ontology
) -> None:
    (claim,) = _claims(text, nlp, ontology)
    assert Factuality(claim.certainty, claim.polarity, claim.future) == source
    assert claim.narrator == narrator
    assert claim.between == ()


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "narrator", "between"),
    [
        ("Kovar said Holub wrongly claimed that the firm had paid.", OPEN, NOT_SO),
        ("Kovar knows that Holub knows that the firm had paid.", FACT, FACT),
        ("Kovar said Holub denied that the firm had paid.", OPEN, OPEN),
        ("Kovar wrongly claimed that Holub knew that the firm had paid.", OPEN, FACT),
    ],
)
def test_who_reports_a_report_has_a_value_too(
    text: str, narrator: Factuality, between: Factuality, nlp: Language, ontology: Ontology
) -> None:
    inner = next(claim for claim in _claims(text, nlp, ontology) if claim.parent)
    assert (inner.narrator, inner.between) == (narrator, (between,))


def test_a_value_goes_up_as_far_as_those_above_vouch_for_what_they_report() -> None:
    vouching = Stand(FACT, vouches=True)
    assert seen_from_above([Stand(NOT_SO)]) == (NOT_SO,)
    assert seen_from_above([Stand(NOT_SO), vouching, vouching]) == (NOT_SO, NOT_SO, NOT_SO)
    assert seen_from_above([Stand(NOT_SO), vouching, Stand()]) == (OPEN, NOT_SO, NOT_SO)
    assert seen_from_above([Stand(NOT_SO), Stand(FACT), vouching]) == (OPEN, OPEN, NOT_SO)
