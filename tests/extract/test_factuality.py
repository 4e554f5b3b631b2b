"""How the text presents an event: on handmade parses for the rules, on the trained parser for whole sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.lang.en import English
from spacy.language import Language
from spacy.tokens import Doc, Token

from kg.extract.factuality import Factuality, factuality
from kg.model import Certainty, Polarity
from kg.ontology import Ontology


def _parsed(rows: str) -> Doc:
    """A Doc from rows of `word lemma POS TAG dep head-index`."""
    words, lemmas, pos, tags, deps, heads = zip(*(row.split() for row in rows.strip().splitlines()), strict=True)
    return Doc(
        English().vocab,
        words=list(words),
        lemmas=list(lemmas),
        pos=list(pos),
        tags=list(tags),
        deps=list(deps),
        heads=[int(head) for head in heads],
    )


def _word(doc: Doc, text: str) -> Token:
    return next(token for token in doc if token.text == text)


NEGATED = """
They they PRON PRP nsubj 3
did do AUX VBD aux 3
not not PART RB neg 3
leave leave VERB VB ROOT 3
. . PUNCT . punct 3
"""
FAILED = """
They they PRON PRP nsubj 1
failed fail VERB VBD ROOT 1
to to PART TO aux 3
leave leave VERB VB xcomp 1
"""
NOT_FAILED = """
They they PRON PRP nsubj 3
did do AUX VBD aux 3
not not PART RB neg 3
fail fail VERB VB ROOT 3
to to PART TO aux 5
leave leave VERB VB xcomp 3
"""
REGRETTED = """
They they PRON PRP nsubj 3
did do AUX VBD aux 3
not not PART RB neg 3
regret regret VERB VB ROOT 3
that that SCONJ IN mark 6
he he PRON PRP nsubj 6
left leave VERB VBD ccomp 3
"""
PLANNED = """
The the DET DT det 2
planned planned ADJ JJ amod 2
visit visit NOUN NN nsubj 3
cost cost VERB VBD ROOT 3
money money NOUN NN dobj 3
"""
NOBODY = """
Nobody nobody PRON NN nsubj 1
left leave VERB VBD ROOT 1
"""
RELATIVE = """
He he PRON PRP nsubj 6
, , PUNCT , punct 0
who who PRON WP nsubj 3
leads lead VERB VBZ relcl 0
, , PUNCT , punct 0
will will AUX MD aux 6
resign resign VERB VB ROOT 6
"""
SAID = """
She she PRON PRP nsubj 1
said say VERB VBD ROOT 1
he he PRON PRP nsubj 4
will will AUX MD aux 4
leave leave VERB VB ccomp 1
"""


@pytest.mark.parametrize(
    ("rows", "word", "expected"),
    [
        (NEGATED, "leave", Factuality(polarity="negative")),
        (FAILED, "leave", Factuality(polarity="negative")),
        (FAILED, "failed", Factuality()),
        (NOT_FAILED, "leave", Factuality()),
        (REGRETTED, "left", Factuality()),
        (REGRETTED, "regret", Factuality(polarity="negative")),
        (PLANNED, "visit", Factuality("probable", future=True)),
        (NOBODY, "left", Factuality(polarity="negative")),
        (RELATIVE, "leads", Factuality()),
        (RELATIVE, "resign", Factuality(future=True)),
    ],
)
def test_rules_on_handmade_parses(rows: str, word: str, expected: Factuality, ontology: Ontology) -> None:
    assert factuality(_word(_parsed(rows), word), ontology) == expected


def test_inside_a_claim_the_reporting_verb_has_no_say(ontology: Ontology) -> None:
    leave = _word(_parsed(SAID), "leave")
    assert factuality(leave, ontology, top=leave) == Factuality(future=True)
    assert factuality(leave, ontology).certainty != "certain"


def test_a_broken_parse_without_a_root_ends(ontology: Ontology) -> None:
    rows = "\n".join(f"w{index} be VERB VBD ccomp {max(0, index - 1)}" for index in range(40))
    assert factuality(_parsed(rows)[39], ontology).certainty == "underspecified"


@pytest.mark.model
@pytest.mark.parametrize(
    ("sentence", "word", "certainty", "polarity", "future"),
    [
        ("The board managed to sell the mine.", "sell", "certain", "positive", False),
        ("The board never sold the mine.", "sold", "certain", "negative", False),
        ("The board may sell the mine.", "sell", "possible", "positive", False),
        ("The board will not sell the mine.", "sell", "certain", "negative", True),
        ("The board is expected to sell the mine.", "sell", "probable", "positive", True),
        ("The board is unlikely to sell the mine.", "sell", "probable", "negative", False),
        ("If the board sells the mine, prices will fall.", "sells", "underspecified", "positive", False),
        ("If the board sells the mine, prices will fall.", "fall", "underspecified", "positive", True),
        ("Did the board sell the mine?", "sell", "underspecified", "positive", False),
        ("The board met on Monday to sell the mine.", "sell", "possible", "positive", True),
        ("The board went on to sell the mine.", "sell", "certain", "positive", False),
        ("The board had to sell the mine.", "sell", "certain", "positive", False),
        ("The board has to sell the mine.", "sell", "possible", "positive", True),
        ("The board left without selling the mine.", "selling", "certain", "negative", False),
        ("The court prevented the board from selling the mine.", "selling", "certain", "negative", False),
        ("The board held no talks with the union.", "talks", "certain", "negative", False),
        ("The board will hold talks with the union.", "talks", "certain", "positive", True),
        ("The board reportedly sold the mine.", "sold", "probable", "positive", False),
        ("She was the first woman to lead the board.", "lead", "certain", "positive", False),
        ("Once she leads the board, prices will fall.", "leads", "certain", "positive", True),
        ("Board to sell the mine", "sell", "possible", "positive", True),
    ],
)
def test_sentences(
    sentence: str,
    word: str,
    certainty: Certainty,
    polarity: Polarity,
    future: bool,
    nlp: Language,
    ontology: Ontology,
) -> None:
    assert factuality(_word(nlp(sentence), word), ontology) == Factuality(certainty, polarity, future)


_FACTUALITIES = st.builds(
    Factuality,
    st.sampled_from(("certain", "probable", "possible", "underspecified")),
    st.sampled_from(("positive", "negative")),
    st.booleans(),
)


@given(_FACTUALITIES, _FACTUALITIES, _FACTUALITIES)
def test_standings_combine_in_any_order(one: Factuality, two: Factuality, three: Factuality) -> None:
    assert one.under(two) == two.under(one)
    assert one.under(two).under(three) == one.under(two.under(three))
    assert one.under(Factuality()) == one


@given(_FACTUALITIES, _FACTUALITIES)
def test_nothing_under_an_open_word_is_asserted(one: Factuality, two: Factuality) -> None:
    if two.certainty != "certain" or two.future:
        assert not one.under(two).asserted
