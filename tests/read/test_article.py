"""`make_article`: the content hash, and what is tidied and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.read import make_article

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
FIELDS = st.tuples(TEXT, st.none() | TEXT, st.none() | TEXT, st.none() | TEXT, st.none() | TEXT)


def _id(fields: tuple[str, str | None, str | None, str | None, str | None]) -> str:
    text, title, url, published, source = fields
    return make_article(text, title=title, url=url, published=published, source=source).id


@given(FIELDS, FIELDS)
def test_id_is_equal_exactly_when_the_content_is(left, right):
    first, second = (
        make_article(text, title=title, url=url, published=published, source=source)
        for text, title, url, published, source in (left, right)
    )
    same = (first.text, first.title, first.url, first.published, first.source) == (
        (second.text, second.title, second.url, second.published, second.source)
    )
    assert (first.id == second.id) == same
    assert len(first.id) == 20
    assert set(first.id) <= set("0123456789abcdef")


@given(TEXT)
def test_text_is_kept_to_the_letter(text):
    assert make_article(text).text == text


def test_neighbouring_fields_do_not_run_together():
    assert _id(("ab", "c", None, None, None)) != _id(("a", "bc", None, None, None))
    assert _id(("a", None, None, None, "b")) != _id(("a", None, None, "b", None))


def test_id_stays_what_it_was():
    """Ids stand in published graphs: a change of this value is a change of the format."""
    article = make_article("Some text.", title="A title", url="https://a.example/1", published="2024-03-03", source="S")
    assert article.id == "183787652a9cdb80cd0e"


def test_origin_authors_and_language_do_not_count():
    plain = make_article("Some text.")
    assert make_article("Some text.", origin="a.txt", authors=["A"], language="en").id == plain.id


def test_title_and_source_are_tidied():
    article = make_article("x", title="  Two\n words ", source=" ", authors=["Ann  Lee", "", "Ann Lee"])
    assert (article.title, article.source, article.authors) == ("Two words", None, ("Ann Lee",))


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "/relative", "https://a b", "not a url", "https://a.example/<x>"]
)
def test_what_is_no_web_address_is_dropped(url):
    assert make_article("x", url=url).url is None


def test_lone_surrogate_is_refused():
    with pytest.raises(ValueError, match="lone surrogate at character"):
        make_article("broken \ud800 text")
