"""Web pages: main text and what is known of it, without what stands around it."""

from __future__ import annotations

import pytest

from kg.read.failure import ReadError
from kg.read.html import article_from_html, is_html, is_other_xml

BODY = """
<p>The minister of fisheries resigned on Monday after a row over quotas, her office said in a statement.</p>
<p>She had led the ministry for six years &amp; will return to parliament, the prime minister&rsquo;s aide said.</p>
"""
PAGE = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Minister resigns | The Gazette</title>
<meta property="og:title" content="Minister resigns"><meta property="og:site_name" content="The Gazette">
<meta property="article:published_time" content="2024-05-06T07:00:00+00:00"><meta name="author" content="Ada Blom">
<link rel="canonical" href="https://gazette.example/minister">
<script>var secret = "tracking code";</script><style>p {{ color: red }}</style></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport news today</a></li></ul></nav>
<article><h1>Minister resigns</h1>{BODY}</article>
<section id="comments"><div class="comment"><p>reader99: about time, I say, she had to go!</p></div></section>
<footer><p>Copyright The Gazette. All rights reserved. Privacy policy.</p></footer></body></html>"""


def test_main_text_title_date_author_and_site():
    article = article_from_html(PAGE, origin="page.html")
    assert article.title == "Minister resigns"
    assert article.published == "2024-05-06"
    assert article.authors == ("Ada Blom",)
    assert article.source == "The Gazette"
    assert article.url == "https://gazette.example/minister"
    assert article.origin == "page.html"
    assert "resigned on Monday" in article.text
    assert "years & will return" in article.text
    assert "prime minister’s aide" in article.text


@pytest.mark.parametrize("noise", ["tracking", "color", "Home", "Sport", "reader99", "Copyright", "Privacy", "<"])
def test_what_stands_around_is_left(noise):
    assert noise not in article_from_html(PAGE).text


def test_paragraphs_are_parted_by_blank_lines():
    text = article_from_html(PAGE).text
    assert "statement.\n\nShe had" in text


def test_a_page_of_xhtml_with_declaration():
    article = article_from_html('<?xml version="1.0" encoding="utf-8"?>\n' + PAGE)
    assert "resigned on Monday" in article.text


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<html></html>",
        '<html><head><title>App</title></head><body><div id="root"></div><script>start()</script></body></html>',
        "<html><body><form><input name=q></form></body></html>",
        "<html><body>" + "<div>" * 100_000 + BODY + "</div>" * 100_000 + "</body></html>",
        "<html><body>" + "<b>x</b>" * 60_000 + "</body></html>",
    ],
    ids=["empty", "no body", "script only", "form", "deep", "tag soup"],
)
def test_a_page_without_text_is_an_error(page):
    with pytest.raises(ReadError, match=r"no article text|more than 100,000 tags"):
        article_from_html(page)


def test_entities_do_not_expand(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the password is swordfish", encoding="utf-8")
    layers = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE html [<!ENTITY e0 "lollollol">{layers}<!ENTITY file SYSTEM "{secret.as_uri()}">]>'
    article = article_from_html(f"{bomb}<html><body><p>&e9; &file;</p>{BODY}</body></html>")
    assert "swordfish" not in article.text
    assert "lollollol" not in article.text
    assert len(article.text) < 1000


@pytest.mark.parametrize(
    "opening",
    [
        "<!DOCTYPE html>",
        "<html>",
        "\n  <HTML lang=en>",
        "<!-- saved -->\n<html>",
        '<?xml version="1.0"?><html>',
    ],
)
def test_pages_are_known_by_their_opening(opening):
    assert is_html(opening + "<body>x</body></html>")


@pytest.mark.parametrize("text", ["The <html> tag opens a page.", "<rss version='2.0'>", "<3 from Oslo", ""])
def test_other_text_is_no_page(text):
    assert not is_html(text)


def test_other_xml_is_told_from_pages():
    assert is_other_xml('<?xml version="1.0"?><rss><channel/></rss>')
    assert not is_other_xml('<?xml version="1.0"?><html/>')
