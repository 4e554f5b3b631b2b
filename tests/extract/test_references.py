"""What phrases refer to, read end to end on invented news."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.language import Language

from kg.encoder import Encoder, encode
from kg.extract import extract
from kg.model import Article, Extraction
from kg.ontology import Ontology
from kg.tokens import read_doc

pytestmark = pytest.mark.model

type Read = Callable[[str], Extraction]


@pytest.fixture(scope="module")
def read(nlp: Language, ontology: Ontology, encoder: Encoder) -> Read:
    """Text -> Extraction, with the encoder."""

    def run(text: str) -> Extraction:
        doc = read_doc(nlp(text))
        return extract(Article("a", text), doc, ontology, encode(doc, encoder))

    return run


def together(found: Extraction, wording: str) -> list[str]:
    """All phrases that refer to what the first phrase with this wording does."""
    text = found.article.text
    referent = next(each.referent for each in found.references if text[each.start : each.end] == wording)
    return [text[each.start : each.end] for each in found.references if each.referent == referent]


def test_it_is_the_plan_and_the_plan_no_entity(read: Read) -> None:
    found = read("The council presented a plan for the harbour on Monday. The plan is costly, but it is popular.")
    assert together(found, "The plan") == ["a plan for the harbour", "The plan", "it"]
    assert all("plan" not in chain.name for chain in found.chains)
    assert all(found.article.text[each.start : each.end] != "it" for each in found.mentions)


def test_a_person_is_one_in_the_graph_and_among_references(read: Read) -> None:
    found = read("Anna Berg leads the Harbour Bank. She said her bank was sound.")
    (berg,) = [chain for chain in found.chains if chain.name == "Anna Berg"]
    assert {each.referent for each in found.references if found.article.text[each.start : each.end] == "She"} == {
        berg.id
    }
    assert together(found, "She") == ["Anna Berg", "She", "her"]


def test_who_speaks_is_i_and_not_whom_the_quotation_speaks_of(read: Read) -> None:
    found = read('Anna Berg praised Peter Novak. "I trust him," Berg said.')
    assert "I" in together(found, "Anna Berg")
    assert "him" not in together(found, "Anna Berg")


def test_what_rules_prefer_counts_for_him_and_her(read: Read) -> None:
    found = read("Peter Novak followed Karl Berg to Riga. Tom Hale joined them in May. There he founded a school.")
    assert together(found, "he") == ["Tom Hale", "he"]


def test_what_is_indefinite_is_new(read: Read) -> None:
    found = read("A ship sank near Riga on Monday. Hours later, a ship caught fire near Oslo.")
    assert together(found, "A ship") == ["A ship"]


def test_somebody_once_more_is_known_by_the_owner(read: Read) -> None:
    found = read("Anna Berg wrote a book about her childhood. Critics say her childhood was harsh.")
    assert together(found, "her childhood") == ["her childhood", "her childhood"]


def test_without_the_encoder_phrases_refer_to_chains_alone(nlp: Language, ontology: Ontology) -> None:
    text = "Anna Berg presented a plan. She praised it."
    found = extract(Article("a", text), read_doc(nlp(text)), ontology)
    assert together(found, "She") == ["Anna Berg", "She"]
    assert together(found, "a plan") == ["a plan"]


def test_an_i_never_makes_one_of_two_people(read: Read) -> None:
    found = read(
        'Gerd Solberg is the chancellor. Solberg told reporters: "I will stay."\n'
        'Anna Kovar, a finance expert of Solberg\'s partners, disagreed. "I do not think that he will," she said.'
    )
    text = found.article.text
    owners = {text[each.start : each.end]: each.chain for each in found.mentions if each.kind == "name"}
    assert owners["Anna Kovar"] != owners["Gerd Solberg"]
