"""Headings that run into the text: where the text begins, and what only looks like it."""

from __future__ import annotations

import pytest
from spacy.language import Language

HEADINGS = [
    "The talks ended late. Unrest in the ranks | The minister told reporters that the vote was lost.",
    "The talks ended late. Room to grow | According to the union, wages rose.",
    "The talks ended late. Fake banknotes | In March, the bank found forty.",
    "The talks ended late. Debate in parliament | On Wednesday Anna Kovar spoke.",
    "The talks ended late. Political dynamite | The IMF manages the crisis.",
    "The talks ended late. Voluntary commitment | The Danish retail sector grew.",
    "The talks ended late. Outcry in Denmark | The move angered farmers.",
    "The talks ended late. Dialogue instead of slogans | Anna Kovar, a member of the party, was there.",
    "The talks ended late. Matching words with deeds | Anna Kovar, a member of the party, was there.",
    "The talks ended late. Business leaders call for more reforms | Anna Kovar, the president of the union, was there.",
    'The talks ended late. Wait and see | "This is something that we have to look into," Anna Kovar said.',
    "The talks ended late. 'Grateful for the chance' | It was the second win of the season.",
    'He said: "We shall go." Slow recovery | But the banks are wary.',
]
PROSE = [
    "The talks ended late. A report by the British newspaper The Herald said so.",
    "The talks ended late. He told The Associated Press that it was over.",
    "The talks ended late. In recent weeks Anna Kovar has said so.",
    'The talks ended late. Anna Kovar told reporters "We shall never give up the harbour," and left.',
    "The talks ended late. The World Day Against Hunger was marked.",
    "The talks ended late. They met in The Hague on Friday.",
    "The talks ended late. Weber plays for champions Bayern Munich and was there.",
    "The talks ended late. In talks with partners Nordhav was there.",
    "The talks ended late. Both news agencies Reuters and DPA reported it.",
    "Air Baltic Executives Accused of Fraud\nThe talks ended late.",
    'The talks ended late. The film "The Red Harbour" was shown.',
]


@pytest.mark.model
@pytest.mark.parametrize("marked", HEADINGS)
def test_text_begins_behind_a_run_in_heading(nlp: Language, marked: str) -> None:
    before, after = marked.split("| ")
    doc = nlp(before + after)
    assert len(before) in [sentence.start_char for sentence in doc.sents]


@pytest.mark.model
@pytest.mark.parametrize("text", PROSE)
def test_capitals_in_prose_begin_nothing(nlp: Language, text: str) -> None:
    doc = nlp(text)
    ends = {".", "!", "?", '"'}
    assert all(sentence[0].i == 0 or doc[sentence[0].i - 1].text.strip() in ends | {""} for sentence in doc.sents)


@pytest.mark.model
def test_a_heading_alone_and_an_empty_text(nlp: Language) -> None:
    assert [sentence.text for sentence in nlp("Unrest in the ranks").sents] == ["Unrest in the ranks"]
    assert len(nlp("")) == 0
