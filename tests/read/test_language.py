"""`other_language`: what is surely not English is named; what may be English passes."""

from __future__ import annotations

import pytest

from kg.read.language import language_name, other_language

FOREIGN = {
    "fr": "Le président a déclaré jeudi que son pays n'avait rien à voir avec cette affaire.",
    "de": "Der Präsident sagte am Donnerstag, sein Land habe mit der Angelegenheit nichts zu tun.",
    "es": "El presidente dijo el jueves que su país no tenía nada que ver con el asunto.",
    "nl": "De president zei donderdag dat zijn land niets met de zaak te maken had.",
    "da": "Præsidenten sagde torsdag, at hans land ikke havde noget med sagen at gøre.",
    "ru": "Президент заявил в четверг, что его страна не имеет отношения к делу.",
    "zh": "总统星期四说，他的国家与此事无关。",
    "ar": "قال الرئيس يوم الخميس إن بلاده ليست لها علاقة بالأمر.",
}


@pytest.mark.parametrize(("code", "text"), FOREIGN.items())
def test_other_languages_are_named(code, text):
    assert other_language(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "The president said on Thursday that his country had nothing to do with it.",
        "MINISTER MEETS FRENCH DELEGATION IN PARIS",
        "Macron, Scholz, Sánchez meet",
        "Angela Müller, Jürgen Weiß und Partner GmbH, a law firm, is moving to Berlin.",
        "OK",
        "2-1 (1-0)",
        "",
        "Déjà vu",
    ],
)
def test_what_may_be_english_passes(text):
    assert other_language(text) is None


def test_a_foreign_quotation_does_not_make_an_article_foreign():
    english = "The president told reporters on Thursday that his country had nothing to do with the affair. " * 3
    assert other_language(english + FOREIGN["fr"]) is None


def test_short_text_in_another_script_is_foreign():
    assert other_language("Новости дня") is not None


@pytest.mark.parametrize(("code", "name"), [("fr", "French"), ("el", "Modern Greek"), ("xx", "xx"), ("gsw", "gsw")])
def test_language_names(code, name):
    assert language_name(code) == name
