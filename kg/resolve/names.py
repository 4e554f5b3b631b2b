"""Names -> normal forms and comparable parts: what the rest of `kg.resolve` knows of how names are written."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from hashlib import blake2b

from kg.ontology import Ontology
from kg.resolve.topics import stem

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})
_POSSESSIVE = re.compile(r"'s?(?=\s|$)")
_DOTTED = re.compile(r"(?<=\b\w)\.(?=\w\b)")
_DOUBLED = re.compile(r"([^aeou])\1")  # of vowels, only what is left when pairs have been read as other sounds
_NOT_WORD = re.compile(r"[^\w]+")
_DOUBLE = re.compile(r"[^\W\d_]{3,}-[A-Z][^\W\d_]{2,}")  # a surname of two: "Berg-Dahl", but not "Ji-hoon"
_LONGEST_TITLE = 5
_LONGEST_FORM = 3
_LONGEST_FAMILY_FIRST = 3
_LONGEST_SYLLABLE = 5
_LONGEST_ACRONYM = 8
_SHORTEST_ACRONYM = 3  # two letters fit too many names
_SHORTEST_NEAR = 5
_SHORTEST_SOUND = 2
_MAPPED = ("Place", "Region")  # classes with names like Lake Verity and Verity Lake
_NEAR = 0.8  # of the letters, in order: Bashar and Bashir, Lewandowski and Lewandowksi


@dataclass(frozen=True, slots=True)
class Name:
    """One name. `partial` names a person by less than a given name and a surname, so several may bear it."""

    normal: str
    folded: str  # `normal` without the differences that transliteration makes
    surname: str = ""  # folded; persons only
    given: tuple[str, ...] = ()  # normal, initials included; persons only
    suffix: str = ""
    partial: bool = False
    acronym: bool = False
    generic: bool = False  # bodies of many countries are called so: "Ministry of Justice"
    titles: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The name lists of an ontology in the form that comparison needs."""

    titles: frozenset[str]
    given: frozenset[str]
    nicknames: Mapping[str, frozenset[str]]
    countries: Mapping[str, str]  # normal form of every name of a country -> "country no"
    country_names: Mapping[str, str]  # "country no" -> "Norway"
    peoples: Mapping[str, str]  # normal form of what its people are called, singular -> "NO"
    folds: tuple[tuple[str, str], ...]
    sounds: tuple[tuple[str, str], ...]  # letters of folded words -> the letter that stands for their sound
    shortened: Mapping[str, str]  # "st" -> "saint"
    words: Mapping[str, frozenset[str]]
    common: frozenset[str]  # stems of words that many articles use


def lexicon(ontology: Ontology) -> Lexicon:
    """The lexicon of `ontology`; a list that it lacks is empty."""
    cues = ontology.cues
    countries = {f"country {row['code'].lower()}": row for row in cues.get("countries", ())}
    return Lexicon(
        titles=frozenset(_titles(ontology)),
        given=frozenset(normal_form(row["name"]) for row in cues.get("people", ())),
        nicknames=_nicknames(cues.get("nicknames", ())),
        countries=_countries(countries),
        country_names={key: row["name"] for key, row in countries.items()},
        peoples=_peoples(cues.get("countries", ())),
        folds=tuple((old, new) for old, new in cues["resolution"]["spelling"]["folds"]),
        sounds=tuple(sorted(cues["resolution"]["spelling"]["sounds"].items())),
        shortened=cues["resolution"]["shortened"],
        words={key: frozenset(words) for key, words in cues["resolution"]["names"].items()},
        common=frozenset(stem(row["word"]) for row in cues.get("common_words", ())),
    )


def _titles(ontology: Ontology) -> Iterable[str]:
    yield from ontology.cues["resolution"]["names"]["honorifics"]
    for name, nouns in ontology.cues.get("nominals", {}).get("classes", {}).items():
        if ontology.is_a(name, "Person"):
            yield from (normal_form(noun) for noun in nouns)


def _nicknames(rows: Iterable[Mapping[str, str]]) -> dict[str, frozenset[str]]:
    """Each given name with every name that it is short for or written as, itself included."""
    groups: dict[str, set[str]] = {}
    for row in rows:
        for variant in (row["name"], *row["variants"].split("|")):
            groups.setdefault(normal_form(variant), set()).add(normal_form(row["name"]))
    return {name: frozenset(group) for name, group in groups.items()}


def _countries(rows: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {
        normal_form(name): key
        for key, row in rows.items()
        for name in (row["name"], *row["aliases"].split("|"))
        if name
    }


def _peoples(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {
        singular(name): row["code"]
        for row in rows
        for column in ("adjectives", "people")
        for name in row.get(column, "").split("|")
        if name
    }


def singular(text: str) -> str:
    """The normal form of a name without the s of a plural: Colombians, Liberal Democrats."""
    return normal_form(text).removesuffix("s")


@functools.lru_cache(maxsize=200_000)
def normal_form(text: str) -> str:
    """Lower case, without accents, possessives and punctuation; letters of other scripts stay."""
    plain = _POSSESSIVE.sub("", text.translate(_APOSTROPHES))
    plain = _DOTTED.sub("", unicodedata.normalize("NFKD", plain).casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", plain).strip()


def slug(text: str) -> str:
    """A readable last part of an IRI: ASCII letters and digits, or a hash of a name written in other letters."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-") or digest(text)


def digest(*parts: str) -> str:
    """Eight hexadecimal digits that depend on `parts` alone."""
    return blake2b("\x1f".join(parts).encode(), digest_size=4).hexdigest()


def read_name(text: str, coarse: str, lexicon: Lexicon) -> Name:
    """The parts of a name of an entity of class `coarse`."""
    if coarse == "Person":
        return _person(text, lexicon)
    words = _without_ends(_in_full(normal_form(text).split(), lexicon), lexicon)
    if coarse == "Organization":
        words = _without_club(words, lexicon)
    if coarse == "City":
        words = _without_state(text, words, lexicon)
    known = lexicon.countries.get(" ".join(words)) if coarse == "Country" else None
    if known is not None:
        return Name(known, known)
    normal = " ".join(words)
    letters = re.sub(r"[^\w]", "", text)
    acronym = len(words) == 1 and 2 <= len(letters) <= _LONGEST_ACRONYM and letters.isupper()
    large = [word for word in words if word not in lexicon.words["small_words"]]
    ordered = _feature_last(large, lexicon) if coarse in _MAPPED else large
    folded = normal if acronym else _fold_words(ordered, lexicon).replace(" ", "")
    return Name(normal, folded or normal, acronym=acronym, generic=_is_generic(large, coarse, lexicon))


def _is_generic(words: Iterable[str], coarse: str, lexicon: Lexicon) -> bool:
    """Whether many are called so: Ministry of Justice, Daily Sentinel, Black River."""
    common, features = lexicon.words["generic"], lexicon.words["generic_features"]
    return all(word in common or (coarse in _MAPPED and word in features) for word in words)


def acronyms(normal: str, lexicon: Lexicon) -> frozenset[str]:
    """What the words of `normal` may be shortened to: their first letters, with and without the small words."""
    words = normal.split()
    large = [word for word in words if word not in lexicon.words["small_words"]]
    return frozenset("".join(word[0] for word in group) for group in (words, large) if len(group) > 1)


def acronym(normal: str, lexicon: Lexicon) -> str:
    """The one short form by which `normal` is looked up: three letters or more, without the small words if it can."""
    candidates = sorted(acronyms(normal, lexicon), key=len)
    return next((letters for letters in candidates if len(letters) >= _SHORTEST_ACRONYM), "")


def same_given(left: str, right: str, lexicon: Lexicon) -> str | None:
    """How two given names agree: "same" (also in two spellings), "nickname", "initial", or None when they differ."""
    one, other = fold(left, lexicon.folds), fold(right, lexicon.folds)
    if one == other:
        return "same"
    if len(left) == 1 or len(right) == 1:
        short, long = sorted((left, right), key=len)
        return "initial" if short in initials(long, lexicon) else None
    if not forms(left, lexicon) & forms(right, lexicon):
        return None
    alike = sound(one, lexicon) == sound(other, lexicon)
    return "same" if alike and len(sound(one, lexicon)) >= _SHORTEST_SOUND else "nickname"


def joined_surnames(name: Name, lexicon: Lexicon) -> frozenset[str]:
    """The surname as it would be written with the word before it in one: Bel-Khayyat, Belkhayyat; and as it is."""
    words = name.normal.split()
    double = len(words) > 2 and len(words[-2]) > 1 and name.given and name.given[0] == words[0]
    joined = "".join(words[-2:]) if double else name.surname
    return frozenset((name.surname, fold(joined, lexicon.folds)))


def is_near(left: str, right: str) -> bool:
    """Whether two long words are a slip of the pen apart."""
    long = min(len(left), len(right)) >= _SHORTEST_NEAR
    return long and SequenceMatcher(None, left, right, autojunk=False).ratio() >= _NEAR


def initials(given: str, lexicon: Lexicon) -> frozenset[str]:
    """The letters a given name and its fuller or shorter forms begin with."""
    return frozenset(form[0] for form in forms(given, lexicon))


def forms(given: str, lexicon: Lexicon) -> frozenset[str]:
    """A given name, and the names that it is short for or written as."""
    return lexicon.nicknames.get(given, frozenset()) | {given}


def _person(text: str, lexicon: Lexicon) -> Name:
    words, titles = _without_titles(normal_form(text.replace(".", ". ")).split(), lexicon)
    suffix = words.pop() if len(words) > 1 and words[-1] in lexicon.words["suffixes"] else ""
    if not words:
        return Name("", "")
    whole = " ".join([*words, suffix]).strip()
    words = _family_last(words, lexicon)
    given = _given(words, text, lexicon)
    return Name(
        normal=whole,
        folded=_fold_words(whole.split(), lexicon),
        surname=fold(words[-1], lexicon.folds),
        given=given,
        suffix=suffix,
        partial=all(len(name) == 1 for name in given),
        titles=titles,
    )


def _family_last(words: list[str], lexicon: Lexicon) -> list[str]:
    """Xi Jinping -> jinping xi. A first word that is a given name, too ("Kim"), must have short ones behind it."""
    families = lexicon.words["family_first"]
    if not 1 < len(words) <= _LONGEST_FAMILY_FIRST or words[0] not in families or words[-1] in families:
        return words
    short = len(words) > 2 and all(len(word) <= _LONGEST_SYLLABLE for word in words[1:])
    return [*words[1:], words[0]] if short or words[0] not in lexicon.given else words


def _without_titles(words: list[str], lexicon: Lexicon) -> tuple[list[str], frozenset[str]]:
    """ "President Putin" -> putin, president; "Dean Martin" keeps a title that is as well a given name."""
    titles: list[str] = []
    while len(words) > 1:
        length = _title_length(words, lexicon)
        if not length or (length == len(words) - 1 and length == 1 and words[0] in lexicon.given):
            break
        titles.append(" ".join(words[:length]))
        words = words[length:]
    return words, frozenset(titles)


def _title_length(words: list[str], lexicon: Lexicon) -> int:
    longest = min(_LONGEST_TITLE, len(words) - 1)
    return next((length for length in range(longest, 0, -1) if " ".join(words[:length]) in lexicon.titles), 0)


def _given(words: list[str], text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The words before the surname; a surname may begin with particles ("von der Leyen", "al-Assad")."""
    if _DOUBLE.fullmatch(text.strip()) and words[0] not in lexicon.given:
        return ()
    particles = lexicon.words["particles"]
    last = len(words) - 1
    while last > 1 and words[last - 1] in particles:
        last -= 1
    if last == 1 and words[0] in particles and (words[0] not in lexicon.given or text[:1].islower() or "-" in text):
        return ()
    return tuple(words[:last])


def _in_full(words: list[str], lexicon: Lexicon) -> list[str]:
    """The words with a first one that is shortened in full: St Brendan, Mt Verity."""
    return [lexicon.shortened.get(words[0], words[0]), *words[1:]] if len(words) > 1 else words


def _feature_last(words: list[str], lexicon: Lexicon) -> list[str]:
    """River Mulvane -> mulvane river."""
    return [*words[1:], words[0]] if len(words) > 1 and words[0] in lexicon.words["features"] else words


def _without_ends(words: list[str], lexicon: Lexicon) -> list[str]:
    """The words without a leading article and the form of a firm or club, unless nothing is left."""
    start = 1 if len(words) > 1 and words[0] in lexicon.words["articles"] else 0
    end = len(words)
    while end - start > 1 and (length := _form_length(words[start:end], lexicon)):
        end -= length
    return words[start:end]


def _without_club(words: list[str], lexicon: Lexicon) -> list[str]:
    """FC Porto, 1. FC Porto -> porto."""
    while len(words) > 1 and words[0] in lexicon.words["club_forms"]:
        words = words[1:]
    return words


def _without_state(text: str, words: list[str], lexicon: Lexicon) -> list[str]:
    """Dayton, Ohio -> dayton. Where it is tells cities of one name apart."""
    city = normal_form(text.partition(", ")[0]).split()
    kept = _in_full(city, lexicon) if ", " in text and city else words
    return kept[:-1] if len(kept) > 1 and kept[-1] in lexicon.words["city_ends"] else kept


def _form_length(words: list[str], lexicon: Lexicon) -> int:
    """How many of the last words say what kind of firm or club it is, others being left."""
    longest = min(_LONGEST_FORM, len(words) - 1)
    forms = lexicon.words["legal_forms"]
    return next((length for length in range(longest, 0, -1) if " ".join(words[-length:]) in forms), 0)


def _fold_words(words: list[str], lexicon: Lexicon) -> str:
    return " ".join(fold(word, lexicon.folds) for word in words)


def kind_of(coarse: str) -> str:
    """The coarse class by whose ways the names of `coarse` are read."""
    return coarse if coarse in ("Person", "Country") else "Organization"


def sound(word: str, lexicon: Lexicon) -> str:
    """What is left of a folded word when consonants that are taken for each other are one, and vowels are dropped."""
    return _sound(word, lexicon.sounds)


@functools.lru_cache(maxsize=200_000)
def _sound(word: str, sounds: tuple[tuple[str, str], ...]) -> str:
    found = ""
    for position, letter in enumerate(word):
        code = next((code for letters, code in sounds if letter in letters), "")
        silent = letter == "h" and position > 0
        found += code if not silent and not found.endswith(code or "-") else ""
    return found or word


@functools.lru_cache(maxsize=200_000)
def fold(word: str, folds: tuple[tuple[str, str], ...]) -> str:
    """One spelling for what transliterations spell in many ways; doubled letters count once."""
    word = _DOUBLED.sub(r"\1", word)
    for old, new in folds:
        word = word.replace(old, new)
    return re.sub(r"(.)\1", r"\1", word)
