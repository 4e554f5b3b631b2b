"""Text -> the language it is in, when that is surely not English: the extraction rules know English only."""

from __future__ import annotations

import functools
from typing import Any

_LANGUAGES = (
    "af", "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu",
    "id", "is", "it", "ja", "ko", "lt", "lv", "ms", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv",
    "sw", "ta", "th", "tl", "tr", "uk", "ur", "vi", "zh",
)  # fmt: skip
_SAMPLE = 5000
_SHORTEST = 25  # letters; below it a name or two decides
# Of 500 English articles cut to 30..5000 characters none had less than 0.015; texts in twelve other languages, cut to
# 30, had at most 0.001.
_IMPROBABLE = 0.003


def other_language(text: str) -> str | None:
    """The ISO 639-1 code of the language `text` is in, None when it may be English."""
    sample = text[:_SAMPLE]
    if sum(character.isalpha() for character in sample) < _SHORTEST and not _unlatin(sample):
        return None
    ranked: list[tuple[str, float]] = _identifier().rank(sample)
    return ranked[0][0] if dict(ranked)["en"] < _IMPROBABLE else None


def language_name(code: str) -> str:
    """The English name of an ISO 639 code, the code itself when it has none."""
    import pycountry

    language = pycountry.languages.get(alpha_2=code.lower()) if len(code) == 2 else None
    return str(language.name).split(" (")[0] if language else code


def _unlatin(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return bool(letters) and sum(character > "\u024f" for character in letters) > len(letters) / 2


@functools.cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LANGUAGES)
    return identifier
