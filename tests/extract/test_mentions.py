"""Names are repaired, and nominals and pronouns found: on handmade Docs where the rule is ours, on the model else."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.lexicon import lexicon
from kg.extract.mentions import Candidate, mentions, name_key
from kg.extract.types import all_types, classify_names, head_class
from kg.layout import Layout, layout
from kg.ontology import Ontology

VOCAB = spacy.blank("en").vocab


def handmade(text: str, ents: list[str], pos: list[str] | None = None) -> Doc:
    """A Doc of the blank-separated words in one sentence, all heads on the last word."""
    words = text.split()
    last = len(words) - 1
    return Doc(
        VOCAB,
        words=words,
        ents=ents,
        pos=pos or ["PROPN"] * len(words),
        tags=["NNP"] * len(words),
        lemmas=words,
        heads=[last] * len(words),
        deps=[*["compound"] * last, "ROOT"],
    )


def names(doc: Doc, ontology: Ontology) -> list[str]:
    return [doc[found.start : found.end].text for found in _names(doc, ontology)]


def _names(doc: Doc, ontology: Ontology) -> list[Candidate]:
    return [found for found in mentions(doc, layout(doc.text), ontology) if found.kind == "name"]


@pytest.mark.parametrize(
    ("text", "label", "expected"),
    [
        ("Once Anna Berg", "PERSON", "Anna Berg"),
        ("Anna Berg ’s", "PERSON", "Anna Berg"),
        ("President Anna Berg", "PERSON", "Anna Berg"),
        ("Mrs. Berg", "PERSON", "Berg"),
        ("Former Prime Minister Anna Berg", "PERSON", "Anna Berg"),
        ("the United States", "GPE", "United States"),
        ("New York", "GPE", "New York"),
        ("first Alpine Club", "ORG", "Alpine Club"),
        ("Alpine Club board", "ORG", "Alpine Club"),
        ("General Motors", "ORG", "General Motors"),
        ("Alpine Club ( AC", "ORG", "Alpine Club"),
    ],
)
def test_names_are_trimmed_to_the_name(text: str, label: str, expected: str, ontology: Ontology) -> None:
    words = text.split()
    pos = ["PROPN" if word[0].isupper() else "NOUN" for word in words]
    doc = handmade(text, [f"B-{label}", *[f"I-{label}"] * (len(words) - 1)], pos)
    assert names(doc, ontology) == [expected]


def test_an_article_within_the_name_is_kept_in_running_text(ontology: Ontology) -> None:
    doc = handmade("with The Hague", ["O", "B-GPE", "I-GPE"], ["ADP", "DET", "PROPN"])
    assert names(doc, ontology) == ["The Hague"]


def test_a_name_does_not_run_across_lines(ontology: Ontology) -> None:
    doc = Doc(
        VOCAB,
        words=["Berg", "\n\n", "Oslo"],
        spaces=[False, False, False],
        ents=["B-PERSON", "I-PERSON", "I-PERSON"],
        pos=["PROPN", "SPACE", "PROPN"],
        heads=[0, 0, 0],
        deps=["ROOT", "dep", "dep"],
        tags=["NNP", "_SP", "NNP"],
        lemmas=["Berg", "\n\n", "Oslo"],
    )
    found = mentions(doc, Layout((), None, None), ontology)
    assert [doc[each.start : each.end].text for each in found] == ["Berg", "Oslo"]


def test_countries_and_demonyms_that_the_recogniser_missed_are_names(ontology: Ontology) -> None:
    doc = handmade("Norwegian banks left Burkina Faso", ["O"] * 5, ["ADJ", "NOUN", "VERB", "PROPN", "PROPN"])
    assert names(doc, ontology) == ["Norwegian", "Burkina Faso"]


def test_a_name_cut_short_is_made_whole_where_the_article_has_it_whole(ontology: Ontology) -> None:
    entities = ["B-EVENT", "I-EVENT", "I-EVENT", "O", "B-WORK_OF_ART", "I-WORK_OF_ART", "O"]
    doc = handmade("Harbor Film Festival and Harbor Film Festival", entities)
    assert names(doc, ontology) == ["Harbor Film Festival", "Harbor Film Festival"]


def test_a_shorter_name_elsewhere_stays_short(ontology: Ontology) -> None:
    doc = handmade("Harbor Film Festival and Harbor Bank", ["B-EVENT", "I-EVENT", "I-EVENT", "O", "B-ORG", "I-ORG"])
    assert names(doc, ontology) == ["Harbor Film Festival", "Harbor Bank"]


def test_a_sum_begins_with_the_sign_of_its_currency(ontology: Ontology) -> None:
    doc = handmade("€ 300 were paid", ["O", "B-MONEY", "O", "O"], ["SYM", "NUM", "AUX", "VERB"])
    (found,) = mentions(doc, layout(doc.text), ontology)
    assert (doc[found.start : found.end].text, found.label) == ("€ 300", "Money")


def test_who_made_the_article_is_one_value(ontology: Ontology) -> None:
    doc = handmade("Author: Anna Berg", ["O", "B-PERSON", "I-PERSON"])
    (found,) = mentions(doc, layout(doc.text), ontology)
    assert (doc[found.start : found.end].text, found.kind, found.label) == ("Author: Anna Berg", "value", "Credit")


def test_a_title_becomes_a_role_beside_the_name(ontology: Ontology) -> None:
    doc = handmade("Vice President Anna Berg", ["O", "O", "B-PERSON", "I-PERSON"])
    found = mentions(doc, layout(doc.text), ontology)
    assert [(doc[each.start : each.end].text, each.kind, each.label) for each in found] == [
        ("Vice President", "value", "Role"),
        ("Anna Berg", "name", "PERSON"),
    ]


def test_name_key_ignores_case_article_and_full_stops() -> None:
    assert name_key("The U.N. Council") == name_key("UN COUNCIL") == "un council"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Northern Ireland Football Association", "SportsOrganization"),
        ("University of Tartu", "EducationalInstitution"),
        ("Ministry of Transport", "Ministry"),
        ("Lake Inari", "BodyOfWater"),
        ("Acme Holdings", "Company"),
        ("Anna Berg", None),
    ],
)
def test_words_in_a_name_fix_its_class(name: str, expected: str | None, ontology: Ontology) -> None:
    assert head_class(name, lexicon(ontology)) == expected


def test_one_class_a_name_by_weight_of_evidence(ontology: Ontology) -> None:
    text = "Peru Anna Berg Berg"
    doc = handmade(text, ["B-ORG", "B-ORG", "I-ORG", "B-ORG"])
    classes = classify_names(doc, _names(doc, ontology), lexicon(ontology), ontology)
    assert classes["peru"] == "Country"
    assert classes["anna berg"] == "Person"


def test_types_run_from_fine_to_coarse(ontology: Ontology) -> None:
    types = all_types(["Ministry"], ontology)
    assert types[0] == "Ministry"
    assert types.index("Organization") < types.index("Agent")
    assert "Entity" not in types


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "nominals"),
    [
        (
            "The Finnish president met a spokeswoman for the campaign.",
            ["The Finnish president", "a spokeswoman", "the campaign"],
        ),
        ("His lawyer called the company.", ["His lawyer", "the company"]),
        ("The two leaders spoke.", ["The two leaders"]),
    ],
)
def test_nominals(text: str, nominals: list[str], nlp: Language, ontology: Ontology) -> None:
    doc = nlp(text)
    found = mentions(doc, layout(text), ontology)
    assert [doc[each.start : each.end].text for each in found if each.kind == "nominal"] == nominals


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "pronouns"),
    [
        ("It is unclear whether she will come.", ["she"]),
        ("It rained when he left.", ["he"]),
        ("It takes time to win them over.", ["them"]),
        ("The firm said it had sold its ships.", ["it", "its"]),
        ("The man who shot himself survived.", ["who", "himself"]),
    ],
)
def test_pronouns_that_refer(text: str, pronouns: list[str], nlp: Language, ontology: Ontology) -> None:
    doc = nlp(text)
    found = mentions(doc, layout(text), ontology)
    assert [doc[each.start : each.end].text for each in found if each.kind == "pronoun"] == pronouns
