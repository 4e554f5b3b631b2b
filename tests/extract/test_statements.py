"""Open statements: the article's wording, who is who in it, and what the narrator stands for."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.lang.en import English
from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.attribution import Attribution, attributions
from kg.extract.constituents import phrase_of
from kg.extract.statements import statements
from kg.model import Chain, Mention, Span, Statement
from kg.ontology import Ontology
from kg.tokens import read_doc

type Row = tuple[str, int, str, str, str]  # word, head, dependency, tag, part of speech

VOCAB = spacy.blank("en").vocab
SOLD: list[Row] = [
    ("Acme", 2, "nsubj", "NNP", "PROPN"),
    ("has", 2, "aux", "VBZ", "AUX"),
    ("sold", 2, "ROOT", "VBN", "VERB"),
    ("Norsk", 4, "compound", "NNP", "PROPN"),
    ("Steel", 2, "dobj", "NNP", "PROPN"),
    ("to", 2, "dative", "IN", "ADP"),
    ("Orion", 5, "pobj", "NNP", "PROPN"),
    (".", 2, "punct", ".", "PUNCT"),
]
HEAD: list[Row] = [
    ("Anna", 1, "compound", "NNP", "PROPN"),
    ("Vogt", 8, "nsubj", "NNP", "PROPN"),
    (",", 1, "punct", ",", "PUNCT"),
    ("the", 4, "det", "DT", "DET"),
    ("head", 1, "appos", "NN", "NOUN"),
    ("of", 4, "prep", "IN", "ADP"),
    ("Acme", 5, "pobj", "NNP", "PROPN"),
    (",", 1, "punct", ",", "PUNCT"),
    ("resigned", 8, "ROOT", "VBD", "VERB"),
    (".", 8, "punct", ".", "PUNCT"),
]


def parsed(rows: list[Row]) -> Doc:
    words, heads, deps, tags, pos = zip(*rows, strict=True)
    spaces = [following not in (".", ",") for following in [*words[1:], "."]]
    lemmas = [word.lower() for word in words]
    return Doc(VOCAB, words=words, spaces=spaces, heads=heads, deps=deps, tags=tags, pos=pos, lemmas=lemmas)


def worded(doc: Doc, found: tuple[Statement, ...]) -> set[tuple[str, ...]]:
    """Each statement as its predicate and the text of its arguments."""
    return {(each.predicate, *(_text(doc, spans) for spans in each.arguments)) for each in found}


def _text(doc: Doc, spans: tuple[Span, ...]) -> str:
    return " ".join(doc.text[start:end] for start, end in spans)


def read(doc: Doc, ontology: Ontology, found: tuple[Attribution, ...] = ()) -> tuple[Statement, ...]:
    return statements(doc, (), (), found, ontology)


# Handmade parses


def test_a_verb_takes_its_arguments_in_order(ontology: Ontology) -> None:
    doc = parsed(SOLD)
    assert worded(doc, read(doc, ontology)) == {("has sold", "Acme", "Norsk Steel", "to Orion")}


def test_an_apposition_is_a_statement_of_its_own(ontology: Ontology) -> None:
    doc = parsed(HEAD)
    found = read(doc, ontology)
    assert worded(doc, found) == {("be the head of", "Anna Vogt", "Acme"), ("resigned", "Anna Vogt")}
    apposition = next(each for each in found if each.predicate == "be the head of")
    assert apposition.lemma == "be head of"
    assert _text(doc, apposition.spans) == "the head of"


def test_arguments_know_their_chains(ontology: Ontology) -> None:
    doc = parsed(SOLD)
    mentions = [Mention("m1", 0, 4, "name", "Organization", "c1"), Mention("m2", 14, 25, "name", "Organization", "c2")]
    chains = [Chain(chain, "Organization", ("Organization",), "", (), ()) for chain in ("c1", "c2")]
    (found,) = statements(doc, mentions, chains, (), ontology)
    assert found.chains == ("c1", "c2", None)


def test_reported_content_is_not_asserted(ontology: Ontology) -> None:
    doc = parsed(SOLD)
    content = Attribution((), None, (), None, ((0, len(doc.text)),), "indirect", "Saying")
    (inside,) = read(doc, ontology, (content,))
    (outside,) = read(doc, ontology)
    assert (inside.asserted, inside.claim) == (False, "k1")
    assert (outside.asserted, outside.claim) == (True, None)


def test_an_empty_article_says_nothing(ontology: Ontology) -> None:
    assert read(Doc(VOCAB, words=[]), ontology) == ()


@given(heads=st.lists(st.integers(0, 7), min_size=8, max_size=8), data=st.data())
def test_any_parse_gives_sound_spans(ontology: Ontology, heads: list[int], data: st.DataObject) -> None:
    deps = data.draw(
        st.lists(
            st.sampled_from(
                ["nsubj", "dobj", "prep", "pobj", "conj", "relcl", "xcomp", "acl", "appos", "poss", "acomp"]
            ),
            min_size=8,
            max_size=8,
        )
    )
    lefts = [min(head, index) for index, head in enumerate(heads)]  # heads to the left make a tree
    rows = [
        (word, head, "ROOT" if head == index else dep, tag, pos)
        for index, ((word, _, _, tag, pos), head, dep) in enumerate(zip(SOLD, lefts, deps, strict=True))
    ]
    doc = parsed(rows)
    for each in read(doc, ontology):
        spans = [span for argument in (each.spans, *each.arguments) for span in argument]
        assert all(0 <= start < end <= len(doc.text) for start, end in spans)
        assert 0 <= each.confidence <= 1
        assert len(each.chains) == len(each.arguments)
        assert all(each.arguments)


# The trained pipeline


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Oslo is the capital of Norway.", ("is the capital of", "Oslo", "Norway")),
        ("Anna Vogt did not sign the treaty.", ("did not sign", "Anna Vogt", "the treaty")),
        ("Acme wants to buy the shipyard.", ("wants to buy", "Acme", "the shipyard")),
        ("The bridge was built by Acme in 1990.", ("was built by", "The bridge", "Acme", "in 1990")),
        ("The storm, which hit Chile on Monday, killed two people.", ("hit", "The storm", "Chile", "on Monday")),
        ("The storm, which hit Chile on Monday, killed two people.", ("killed", "The storm", "two people")),
        ("The firm bought Norsk Steel and sold the shipyard.", ("sold", "The firm", "the shipyard")),
        ("The firm owns shops and hotels.", ("owns", "The firm", "hotels")),
        ("Anna's brother lives in Chile.", ("has", "Anna", "brother")),
        ("She is close to the president.", ("is close to", "She", "the president")),
        ("He is able to repair the engine.", ("is able to repair", "He", "the engine")),
        ("The firm, based in Oslo, makes engines.", ("be based in", "The firm", "Oslo")),
        ("The minister said that the talks had failed.", ("said that", "The minister", "the talks had failed")),
        ("Chancellor Anna Vogt resigned on Friday.", ("be", "Anna Vogt", "Chancellor")),
        ("Norway hopes “for a deal,” Anna Vogt said.", ("said", "Anna Vogt", "Norway hopes “for a deal,”")),
        ("The police arrested Carlos Ruiz in Lima, Peru.", ("be in", "Lima", "Peru")),
        ("The heirs of Anna Vogt sold the shipyard.", ("be of", "The heirs", "Anna Vogt")),
        ("They were able to take the port and hold the bridge.", ("were able to hold", "They", "the bridge")),
        ("The old hall is dark; a new one is being built in Oslo.", ("is being built in", "a new one", "Oslo")),
    ],
)
def test_wordings(nlp: Language, ontology: Ontology, text: str, expected: tuple[str, ...]) -> None:
    doc = nlp(text)
    assert expected in worded(doc, read(doc, ontology))


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "lemma"),
    [
        ("Carlos Ruiz was elected mayor.", "be elected"),
        ("Voters elected Carlos Ruiz.", "elect"),
        ("Anna Vogt never asked for a deal.", "not ask for"),
        ("The firm has been sued by its rivals.", "be sued by"),
        ("The firm had taken over the shipyard.", "take over"),
        ("A lawyer working for Acme resigned.", "work for"),
    ],
)
def test_lemmas_name_the_predicate(nlp: Language, ontology: Ontology, text: str, lemma: str) -> None:
    assert lemma in {each.lemma for each in read(nlp(text), ontology)}


@pytest.mark.model
def test_a_dateline_states_nothing(nlp: Language, ontology: Ontology) -> None:
    found = read(nlp("LIMA (AP) — Voters in Peru elected a new mayor on Sunday."), ontology)
    assert "elected" in {each.predicate for each in found}
    assert all(each.arguments[0][0][0] >= len("LIMA (AP) ") for each in found)


@pytest.mark.model
@pytest.mark.parametrize("text", ["Mr. Ruiz resigned.", "Mrs. Anna Vogt resigned."])
def test_forms_of_address_state_nothing(nlp: Language, ontology: Ontology, text: str) -> None:
    assert [each.predicate for each in read(nlp(text), ontology)] == ["resigned"]


@pytest.mark.model
def test_only_the_narrators_word_is_asserted(nlp: Language, ontology: Ontology) -> None:
    doc = nlp("Acme bought the shipyard. Anna Vogt said Orion had sold the bank. Orion may buy the hotel.")
    found = {each.lemma: each for each in statements(doc, (), (), attributions(doc, ontology), ontology)}
    assert found["buy"].asserted is False
    assert [each.asserted for each in read(doc, ontology) if each.predicate == "bought"] == [True]
    assert (found["sell"].asserted, found["sell"].claim) == (False, "k1")


@pytest.mark.model
def test_a_main_clause_is_trusted_more_than_a_possessive(nlp: Language, ontology: Ontology) -> None:
    found = {each.predicate: each.confidence for each in read(nlp("Acme bought Anna's shipyard."), ontology)}
    assert found["bought"] > 0.6 > found["has"]


def test_straight_quotation_marks_come_in_pairs() -> None:
    words = ['"', "He", "goes", ",", '"', "she", "said"]
    pos = ["PUNCT", "PRON", "VERB", "PUNCT", "PUNCT", "PRON", "VERB"]
    deps = ["punct", "nsubj", "ccomp", "punct", "punct", "nsubj", "ROOT"]
    doc = read_doc(Doc(English().vocab, words=words, pos=pos, deps=deps, heads=[2, 2, 6, 6, 6, 6, 6]))
    assert [token.text for token in phrase_of(doc[2], ()).tokens] == words[:5]
