"""Two unnamed local entities -> whether their articles tell of one story, in which one phrase stands for one thing.

"The suspect" of two articles is one man only when both tell of the same happening: they name the same people, bodies or
places, use the same rare words, and were published within days. All of it is read from the two profiles alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations

from kg.model import Mention
from kg.resolve.profiles import Opening, Phrase, Profile
from kg.resolve.rules import Rules
from kg.resolve.topics import stem

_HEAD_END = re.compile(r"\s(?:of|in|for|from|at|with|who|whom|whose|that|which|on|to|and|by|near|outside|into|as)\s|,")
_WORD = re.compile(r"[^\W_]+(?:[-.'’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_NAMES, _WORDS = 3, 5  # of an article, by which others of its story are looked for,
_UNDATED = 5, 12  # and where it has no date
_PERIOD = 14  # days; periods overlap by half, so that articles a week apart share one
_LONGEST_STORY = 7  # days between two articles on one happening


def phrase(mention: Mention, text: str, rules: Rules) -> Phrase | None:
    """The noun that stands for an entity and what is said of it; None for what only its article can explain."""
    words = [_POSSESSIVE.sub("", word) for word in _WORD.findall(text[mention.start : mention.end])]
    before = _WORD.findall(_HEAD_END.split(text[mention.start : mention.end], maxsplit=1)[0])
    cues = rules.cues["phrases"]
    if not before or words[0].casefold() in cues["relative"]:
        return None
    head = before[-1].casefold()
    after = words[len(before) :]
    whose = after if after[:1] == ["of"] else [word for word in after if word[:1].isupper()]
    said = {word.casefold() for word in (*words[: len(before) - 1], *whose)}
    opening = _opening(words[0].casefold(), rules)
    return None if head in cues["vague"] else Phrase(head, frozenset(said.difference(cues["plain"])), opening)


def _opening(word: str, rules: Rules) -> Opening:
    if word in rules.cues["phrases"]["known"]:
        return "known"
    return "new" if word in rules.cues["phrases"]["new"] or _is_number(word, rules) else "bare"


def labels(found: Mapping[str, Sequence[Phrase]], rules: Rules) -> dict[str, str]:
    """Chains of one article -> the first chain of it that each may continue, as another article may show.

    "The gunman" may go on with what "a gunman" began, "a gunman" with the "gunman" of a headline; "a second gunman" and
    "a gunman" further down with neither.
    """
    known: list[tuple[str, Phrase]] = []
    first: dict[str, str] = {}
    for chain, phrases in found.items():
        for each in phrases[:1]:
            goes_on = (label for label, earlier in known if _may_continue(each, earlier, rules))
            first[chain] = next(goes_on, chain)
            known.append((first[chain], each))
    return first


def _may_continue(later: Phrase, earlier: Phrase, rules: Rules) -> bool:
    if later.head != earlier.head or (later.opening == "new" and earlier.opening != "bare"):
        return False
    counted = frozenset(rules.cues["phrases"]["numbers"])  # "the second gunman" is not the gunman of before
    return later.modifiers & counted == earlier.modifiers & counted and (
        later.modifiers <= earlier.modifiers or earlier.modifiers <= later.modifiers
    )


def signals(names: Collection[str], words: Collection[str], *, dated: bool) -> frozenset[str]:
    """What an article's story is looked for by: what it names most, countries aside, and its most telling words."""
    rare = [name for name in names if not name.startswith("country ")]
    most_names, most_words = (_NAMES, _WORDS) if dated else _UNDATED
    return frozenset((*rare[:most_names], *(f"word {word}" for word in [*words][:most_words])))


def story_keys(profile: Profile, rules: Rules) -> Iterator[str]:
    """What phrases share with their like in articles on one story: a noun, signals, and a period.

    Signals count in pairs, one of them a name: some names are in all news, and many articles share a word.
    """
    pairs = [" ".join(pair) for pair in combinations(sorted(profile.signals), 2) if not all(map(_is_word, pair))]
    for head in sorted(profile.heads):
        yield from (f"phrase {head} {period} {pair}" for period in _periods(profile) for pair in pairs)


def phrase_features(left: Profile, right: Profile, rules: Rules) -> Iterator[str]:
    """How two local entities, not both named, agree; nothing when called differently or in two stories."""
    shared = left.heads & right.heads
    if not shared or not same_story(left, right, rules):
        return
    alike = left.modifiers & right.modifiers
    if shared <= frozenset(rules.cues["phrases"]["general"]) and not alike:
        yield "general_noun"
    else:
        yield "same_phrase" if left.modifiers == right.modifiers else "same_noun"
    yield from _modifiers(left, right, rules)
    if not alike and _is_new_again(left, right) and not _is_tight(left, right, rules):
        yield "new_again"


def _is_new_again(left: Profile, right: Profile) -> bool:
    """Whether both are brought up as what was not spoken of before ("a vote"), or one is and called otherwise."""
    new = [side for side in (left, right) if side.openings == {"new"}]
    return len(new) == 2 or (len(new) == 1 and bool(left.modifiers and right.modifiers))


def _is_tight(left: Profile, right: Profile, rules: Rules) -> bool:
    """Whether the articles of both tell the same, and not only of the same matter."""
    least: float = rules.cues["phrases"]["tight"] * min(len(left.topic), len(right.topic))
    return len(common_words(left, right)) >= max(least, 2)


def told_apart(left: Profile, right: Profile, rules: Rules) -> bool:
    """Whether what is said of two that are called alike shows that they are two."""
    return "numbers_differ" in _modifiers(left, right, rules)


def _modifiers(left: Profile, right: Profile, rules: Rules) -> Iterator[str]:
    numbers = [_numbers(side.modifiers, rules) for side in (left, right)]
    if all(numbers) and not numbers[0] & numbers[1]:
        yield "numbers_differ"
    elif left.modifiers & right.modifiers:
        yield "modifiers_agree"
    elif left.modifiers and right.modifiers:
        yield "modifiers_differ"


def same_story(left: Profile, right: Profile, rules: Rules) -> bool:
    """Whether the articles of two profiles tell of one happening."""
    if left.days and right.days and min(abs(one - other) for one in left.days for other in right.days) > _LONGEST_STORY:
        return False
    cues = rules.cues["phrases"]
    names = sum(_telling(name, rules.cues["telling"]) for name in left.context & right.context)
    words, least = len(common_words(left, right)), min(len(left.topic), len(right.topic))
    if names >= cues["brief_names"] and min(len(left.context), len(right.context)) <= cues["brief"]:
        return True
    return words > 0 and any(names >= enough and words >= share * least for enough, share in cues["same_story"])


def common_words(left: Profile, right: Profile) -> frozenset[str]:
    """The telling words that the articles of both use, but for the noun that both are called by."""
    return (left.topic & right.topic).difference(map(stem, left.heads & right.heads))


def _telling(name: str, telling: Mapping[str, float]) -> float:
    return telling.get(name.partition(" ")[0], telling["other"])


def _is_word(signal: str) -> bool:
    return signal.startswith("word ")


def _numbers(words: Collection[str], rules: Rules) -> set[str]:
    return {word for word in words if _is_number(word, rules)}


def _is_number(word: str, rules: Rules) -> bool:
    return word[0].isdigit() or word in rules.cues["phrases"]["numbers"]


def _periods(profile: Profile) -> Iterator[str]:
    """The periods in which the articles were published; undated articles meet each other."""
    for day in sorted(profile.days):
        yield f"{day // _PERIOD}"
        yield f"{(day + _PERIOD // 2) // _PERIOD}+"
    if not profile.days:
        yield "undated"
