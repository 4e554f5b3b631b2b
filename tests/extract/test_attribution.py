"""Who says what, by which words: one sentence a construction, in own words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.lang.en import English
from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.attribution import Attribution, attributed, attributions
from kg.model import Span
from kg.ontology import Ontology


def _texts(text: str, spans: tuple[Span, ...]) -> str:
    return " | ".join(text[start:end] for start, end in spans)


def _read(text: str, nlp: Language, ontology: Ontology) -> list[Attribution]:
    return list(attributions(nlp(text), ontology))


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "source", "cue", "content", "act"),
    [
        ("The mayor said that the bridge was closed.", "The mayor", "said", "that the bridge was closed", "Saying"),
        ("The bridge was closed, the mayor said.", "the mayor", "said", "The bridge was closed", "Saying"),
        ("The bridge, the mayor said, was closed.", "the mayor", "said", "The bridge | was closed", "Saying"),
        ("“It is closed,” said Anna Kovar, the mayor.", "Anna Kovar, the mayor", "said", "“It is closed,”", "Saying"),
        ("Anna Kovar, the mayor, said it was closed.", "Anna Kovar, the mayor,", "said", "it was closed", "Saying"),
        ("Kovar has repeatedly denied that she left.", "Kovar", "has repeatedly denied", "that she left", "Denial"),
        ("The firm denied paying bribes.", "The firm", "denied", "paying bribes", "Denial"),
        ("The firm denied any role.", "The firm", "denied", "any role", "Denial"),
        ("The firm does not deny that she left.", "The firm", "does not deny", "that she left", "Saying"),
        ("The king did not promise to visit Sylvania.", "The king", "did not promise", "to visit Sylvania", "Saying"),
        ("Lawyers accused the firm of fraud.", "Lawyers", "accused", "the firm of fraud", "Accusation"),
        ("The mayor blamed the firm for the delay.", "The mayor", "blamed", "the firm for the delay", "Accusation"),
        ("The general warned of a long war.", "The general", "warned of", "a long war", "Warning"),
        ("The king promised to visit Sylvania.", "The king", "promised", "to visit Sylvania", "Promise"),
        ("The rebels threatened to leave.", "The rebels", "threatened", "to leave", "Threat"),
        ("Ruritania hopes for peace.", "Ruritania", "hopes for", "peace", "Hope"),
        ("The mayor wants the firm to pay.", "The mayor", "wants", "the firm to pay", "Hope"),
        ("Analysts believe the firm lied.", "Analysts", "believe", "the firm lied", "Belief"),
        ("Residents fear the dam will break.", "Residents", "fear", "the dam will break", "Fear"),
        ("Reporters asked whether she had left.", "Reporters", "asked", "whether she had left", "Question"),
        ("The union demanded that the firm pay.", "The union", "demanded", "that the firm pay", "Demand"),
        ("The union called for talks.", "The union", "called for", "talks", "Demand"),
        ("The union urged the firm to pay.", "The union", "urged", "the firm to pay", "Demand"),
        ("The judge ordered the firm to pay.", "The judge", "ordered", "the firm to pay", "Order"),
        ("She described the plan as a mistake.", "She", "described", "the plan as a mistake", "Saying"),
        ("She called the plan a mistake.", "She", "called", "the plan a mistake", "Saying"),
        ("The king praised her as a hero.", "The king", "praised", "her as a hero", "Praise"),
        ("The plan was criticised by the union.", "the union", "was criticised", "The plan", "Criticism"),
        ("According to the union, the firm lied.", "the union", "According to", "the firm lied", "Saying"),
        ("The firm lied, according to the union.", "the union", "according to", "The firm lied", "Saying"),
        ("The firm reportedly lied.", "", "reportedly", "The firm | lied", "Report"),
        ("The report shows that the firm lied.", "The report", "shows", "that the firm lied", "Report"),
        ("It is alleged that the firm lied.", "", "is alleged", "that the firm lied", "Saying"),
        ("She went on to say that he lied.", "She", "went on to say", "that he lied", "Saying"),
        ("The mayor is confident that she won.", "The mayor", "is confident", "that she won", "Belief"),
        ("The mayor's claim that he lied was read out.", "The mayor's", "claim", "that he lied", "Saying"),
        ("As the mayor put it, the firm lied.", "the mayor", "put", "the firm lied", "Saying"),
        ("A mayor who says he won lost.", "who", "says", "he won", "Saying"),
    ],
)
def test_constructions(
    text: str, source: str, cue: str, content: str, act: str, nlp: Language, ontology: Ontology
) -> None:
    found = [
        (_texts(text, one.source), _texts(text, one.cue), _texts(text, one.content), one.act)
        for one in _read(text, nlp, ontology)
    ]
    assert (source, cue, content, act) in found


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "content", "quote"),
    [
        ("“We won,” Kovar said.", "“We won,”", "direct"),
        ("“We won,” Kovar said. “At last.”", "“We won,” | “At last.”", "direct"),
        ("“We will,” Kovar said, “not yield.”", "“We will,” | “not yield.”", "direct"),
        ("“We lost once. We won,” Kovar said.", "“We lost once. We won,”", "direct"),
        ("Kovar said: “We won. At last.”", "“We won. At last.”", "direct"),
        ("Kovar said the win was “a miracle” for her.", "the win was “a miracle” for her", "mixed"),
        ("Kovar said she won.", "she won", "indirect"),
        ("“We won.\n\n“At last,” Kovar said.", "“We won. | “At last,”", "direct"),
        ("“We won.\n\n“We fought.\n\n“At last,” Kovar said.", "“We won. | “We fought. | “At last,”", "direct"),
        ("Kovar said:\n\n“We won.”", "“We won.”", "direct"),
        ('"We are leaving, Kovar said.', '"We are leaving', "direct"),
        ("“We won.” ― Anna Kovar, mayor of Oslo", "“We won.”", "direct"),
        ("``We won,'' Kovar told reporters.", "``We won,''", "direct"),
        ("«We won», Kovar said.", "«We won»", "direct"),
        ("„We won“, Kovar said.", "„We won“", "direct"),
        ("‘We won,’ Kovar said, ‘at last.’", "‘We won,’ | ‘at last.’", "direct"),
        ("“We won,” Kovar said. “We fought.\n\n“It was hard.”", "“We won,” | “We fought. | “It was hard.”", "direct"),
    ],
)
def test_quotations(text: str, content: str, quote: str, nlp: Language, ontology: Ontology) -> None:
    found = [(_texts(text, one.content), one.quote) for one in _read(text, nlp, ontology)]
    assert (content, quote) in found


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("“We won.” — Anna Kovar, mayor", "Anna Kovar, mayor", "“We won.”"),
        ("Anna Kovar came.\n\nKOVAR: Well, the port is closed.", "KOVAR", "Well, the port is closed."),
        ("Officials who asked not to be named said he left.", "Officials who asked not to be named", "he left"),
        ("A person familiar with the matter said he left.", "A person familiar with the matter", "he left"),
        ("In a statement, the ministry said he left.", "the ministry", "he left"),
        (
            "The bank, according to two people with knowledge of the talks, will buy Acme.",
            "two people with knowledge of the talks",
            "The bank | will buy Acme",
        ),
        ("The court document alleges Holub left.", "The court document", "Holub left"),
        ("There were rumours that Holub left.", "", "that Holub left"),
    ],
)
def test_sources(text: str, source: str, content: str, nlp: Language, ontology: Ontology) -> None:
    assert (source, content) in [
        (_texts(text, one.source), _texts(text, one.content)) for one in _read(text, nlp, ontology)
    ]


@pytest.mark.model
def test_a_dash_after_a_quotation_does_not_make_a_sentence_its_source(nlp: Language, ontology: Ontology) -> None:
    (found,) = _read("Kovar said: “We won.” — Milan Novak left the room.", nlp, ontology)
    assert _texts("Kovar said: “We won.” — Milan Novak left the room.", found.source) == "Kovar"


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "cue", "certainty", "polarity", "future"),
    [
        ("Kovar said the firm paid.", "said", "certain", "positive", False),
        ("Kovar said the firm did not pay.", "said", "certain", "negative", False),
        ("Kovar said the firm will pay.", "said", "certain", "positive", True),
        ("Kovar said the firm might pay.", "said", "possible", "positive", False),
        ("Kovar denied the firm paid.", "denied", "certain", "negative", False),
        ("Kovar denied the firm did not pay.", "denied", "certain", "positive", False),
        ("Kovar hopes the firm paid.", "hopes", "possible", "positive", True),
        ("Kovar doubts the firm paid.", "doubts", "probable", "negative", False),
        ("Kovar does not want the firm to pay.", "does not want", "possible", "negative", True),
        ("Kovar did not say the firm paid.", "did not say", "underspecified", "positive", False),
        ("Kovar declined to say whether the firm paid.", "declined to say", "underspecified", "positive", False),
        ("Kovar asked whether the firm paid.", "asked", "underspecified", "positive", False),
        ("Kovar accused the firm of paying.", "accused", "certain", "positive", False),
        ("Kovar suspects the firm of paying.", "suspects", "probable", "positive", False),
        ("Kovar wrongly claimed the firm paid.", "wrongly claimed", "certain", "positive", False),
    ],
)
def test_how_the_source_presents_the_content(
    text: str, cue: str, certainty: str, polarity: str, future: bool, nlp: Language, ontology: Ontology
) -> None:
    (found,) = [one for one in _read(text, nlp, ontology) if _texts(text, one.cue) == cue]
    assert (found.certainty, found.polarity, found.future) == (certainty, polarity, future)


@pytest.mark.model
def test_reports_inside_reports_know_their_parents(nlp: Language, ontology: Ontology) -> None:
    text = "Kovar said Holub denied that he lied."
    said, denied = _read(text, nlp, ontology)
    assert (said.act, said.parent) == ("Saying", None)
    assert (denied.act, denied.parent) == ("Denial", 0)


@pytest.mark.model
def test_a_rejected_claim_is_not_the_rejecters(nlp: Language, ontology: Ontology) -> None:
    text = "Holub has rejected claims that it stored fuel."
    found = {_texts(text, one.cue): one for one in _read(text, nlp, ontology)}
    assert _texts(text, found["has rejected"].source) == "Holub"
    assert found["claims"].source == ()


@pytest.mark.model
def test_a_verb_inside_a_quotation_does_not_report_the_next_one(nlp: Language, ontology: Ontology) -> None:
    text = "“He knows nothing,” one of them said, “and he says it loudly.”"
    (said,) = [one for one in _read(text, nlp, ontology) if one.parent is None]
    assert _texts(text, said.source) == "one of them"
    assert _texts(text, said.content) == "“He knows nothing,” | “and he says it loudly.”"


@pytest.mark.model
def test_a_participle_at_the_end_of_a_report_is_the_reporters(nlp: Language, ontology: Ontology) -> None:
    text = "Kovar said the firm had failed, adding that the owner lied."
    found = {_texts(text, one.cue): one for one in _read(text, nlp, ontology)}
    assert _texts(text, found["adding"].source) == "Kovar"
    assert _texts(text, found["said"].content) == "the firm had failed"
    assert found["adding"].parent is None


@pytest.mark.model
def test_the_speaker_behind_a_relative_pronoun_is_its_antecedent(nlp: Language, ontology: Ontology) -> None:
    doc = nlp("The mayor, who said the firm lied, resigned.")
    (found,) = attributions(doc, ontology)
    assert found.source_head is not None
    assert doc[found.source_head].text == "mayor"


@pytest.mark.model
def test_a_quotation_alone_belongs_to_the_subject_before_it(nlp: Language, ontology: Ontology) -> None:
    text = "Anna Kovar shook her head. “This firm lied to us all.”"
    (found,) = _read(text, nlp, ontology)
    assert _texts(text, found.source) == "Anna Kovar"
    assert (found.cue, found.cue_token) == ((), None)


@pytest.mark.model
@pytest.mark.parametrize("text", ["Kovar declined to comment.", "Kovar said nothing.", "Kovar sold the firm.", ""])
def test_nothing_is_put_into_anybodys_mouth(text: str, nlp: Language, ontology: Ontology) -> None:
    assert not [one for one in _read(text, nlp, ontology) if one.act == "Saying"]


@pytest.mark.model
def test_asides_in_a_quotation_report_nothing_new(nlp: Language, ontology: Ontology) -> None:
    found = _read("“I think the firm lied,” Kovar said.", nlp, ontology)
    assert [one.act for one in found] == ["Saying"]


@pytest.mark.model
def test_the_object_of_criticism_is_no_claim_of_the_critic(nlp: Language, ontology: Ontology) -> None:
    text = "The union criticised the attack on the port."
    found = tuple(_read(text, nlp, ontology))
    assert found[0].presupposed
    assert attributed(found, (25, 31)) is None


def test_attributed_finds_the_innermost_content() -> None:
    outer = Attribution((), None, (), None, ((0, 40),), "indirect", "Saying")
    inner = Attribution((), None, (), None, ((10, 20), (30, 40)), "indirect", "Denial")
    assert attributed((outer, inner), (31, 35)) == 1
    assert attributed((outer, inner), (21, 25)) == 0
    assert attributed((outer, inner), (18, 32)) == 0
    assert attributed((outer, inner), (38, 44)) is None


def test_a_document_without_a_parse_has_quotations_only(ontology: Ontology) -> None:
    doc = English()("Kovar left. “We won.”")
    assert [one.content for one in attributions(doc, ontology)] == [((12, 21),)]


_TOKEN = st.tuples(
    st.sampled_from(["Kovar", "said", "“", "”", ",", ".", "\n\n", "not", "denied", "that", '"', ":"]),
    st.sampled_from(["nsubj", "ccomp", "xcomp", "dobj", "conj", "advcl", "parataxis", "relcl", "prep", "pobj", "neg"]),
    st.sampled_from([("VERB", "VBD"), ("VERB", "VBG"), ("NOUN", "NN"), ("PROPN", "NNP"), ("PUNCT", ",")]),
    st.integers(0, 40),
)


@settings(max_examples=80, deadline=None)
@given(tokens=st.lists(_TOKEN, min_size=1, max_size=25))
def test_spans_lie_in_the_text_and_parents_form_no_circle(
    tokens: list[tuple[str, str, tuple[str, str], int]], ontology: Ontology
) -> None:
    doc = _wild(tokens)
    found = attributions(doc, ontology)
    for one in found:
        assert one.content
        assert all(0 <= start < end <= len(doc.text) for start, end in one.source + one.cue + one.content)
    for index in range(len(found)):
        seen: set[int] = set()
        at: int | None = index
        while at is not None:
            assert at not in seen
            seen.add(at)
            at = found[at].parent


def _wild(tokens: list[tuple[str, str, tuple[str, str], int]]) -> Doc:
    """A Doc whose parse makes no sense but is a tree."""
    words, deps, tags, heads = zip(*tokens, strict=True)
    return Doc(
        English().vocab,
        words=list(words),
        lemmas=[{"said": "say", "denied": "deny"}.get(word, word) for word in words],
        deps=["ROOT", *deps[1:]],
        pos=[pos for pos, _ in tags],
        tags=[tag for _, tag in tags],
        heads=[head % index if index else 0 for index, head in enumerate(heads)],
    )


@pytest.mark.model
def test_a_sentence_after_a_closed_quotation_does_not_report_it(nlp: Language, ontology: Ontology) -> None:
    text = "Kovar spoke. “We will not be able to keep on.” Like other farmers, Milan Novak and his family have started."
    said = [one for one in _read(text, nlp, ontology) if one.quote == "direct"]
    assert not any("Novak" in _texts(text, one.source) or "started" in _texts(text, one.cue) for one in said)
