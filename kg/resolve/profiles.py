"""Profile: what is known of one local entity, or of many already judged to be one, as judging identity needs it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from kg.model import Chain
from kg.resolve.names import Name

_ADDED_UP = (
    "names", "forms", "genders", "nationalities", "occupations", "roles", "careers", "descriptions", "births",
    "places", "setting", "context", "topic", "heads", "modifiers", "openings", "signals", "days", "years",
    "links", "labels",
)  # fmt: skip


type Opening = Literal["known", "new", "bare"]  # how a phrase begins: "the gunman", "a gunman", "Gunman"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun and the words that go with it: "the 34-year-old gunman", "a church in Mississippi"."""

    head: str
    modifiers: frozenset[str]
    opening: Opening = "bare"


@dataclass(frozen=True, slots=True)
class Profile:
    """One or more local entities taken to be one; `key` is the smallest of `members`."""

    key: str
    members: tuple[str, ...]  # "article id#chain id", sorted
    type: str
    names: frozenset[Name]  # best names
    forms: frozenset[Name]  # best names and every other name an article uses
    articles: dict[str, frozenset[str]] = field(repr=False)  # article id -> normal best names of its chains in here
    genders: frozenset[str] = frozenset()
    nationalities: frozenset[str] = frozenset()
    occupations: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    careers: frozenset[str] = frozenset()  # roles held before
    descriptions: frozenset[str] = frozenset()  # nouns that stand for it
    births: frozenset[int] = frozenset()  # years, from ages
    places: frozenset[str] = frozenset()  # where the place itself is: "GB", "US-OR"
    setting: frozenset[str] = frozenset()  # countries and American states of the articles
    context: frozenset[str] = field(default=frozenset(), repr=False)  # names mentioned along with it
    topic: frozenset[str] = field(default=frozenset(), repr=False)  # telling words of the articles
    years: frozenset[int] = frozenset()
    heads: frozenset[str] = frozenset()  # nouns that stand for it in phrases
    modifiers: frozenset[str] = frozenset()  # words that go with these
    openings: frozenset[Opening] = frozenset()  # how these phrases begin
    signals: frozenset[str] = field(default=frozenset(), repr=False)  # what its article's story is looked for by
    days: frozenset[int] = frozenset()  # of publication, counted from year 1
    links: frozenset[str] = frozenset()
    labels: frozenset[tuple[int, str]] = frozenset()  # (a user's decision that tells two apart, side)
    chains: tuple[Chain, ...] = field(default=(), repr=False)  # one a member, in their order, without mentions

    @property
    def partial(self) -> bool:
        """Whether it is named, but by no full name."""
        return bool(self.names) and all(name.partial for name in self.names)

    @property
    def generic(self) -> bool:
        """Whether bodies of many countries are called so, and no acronym marks the name as one's own."""
        return all(name.generic for name in self.names) and not any(name.acronym for name in self.forms)


def clash(left: Profile, right: Profile) -> bool:
    """Whether two profiles can never be one: a user says so, or one article tells them apart under different names."""
    if told_apart_by_user(left, right):
        return True
    few, many = sorted((left.articles, right.articles), key=len)
    return any(article in many and len(names | many[article]) > 1 for article, names in few.items())


def told_apart_by_user(left: Profile, right: Profile) -> bool:
    """Whether a decision of the user's puts them on two sides."""
    sides = dict(left.labels)
    return any(sides.get(number, side) != side for number, side in right.labels)


def key_of(article: str, chain: str) -> str:
    """The key by which decisions and entities refer to a chain."""
    return f"{article}#{chain}"


def union(parts: Sequence[Profile]) -> Profile:
    """What is known of several profiles taken together."""
    if len(parts) == 1:
        return parts[0]
    articles: dict[str, frozenset[str]] = {}
    for part in parts:
        for article, names in part.articles.items():
            articles[article] = articles.get(article, frozenset()) | names
    types = Counter[str]()
    for part in parts:
        types[part.type] += len(part.members)
    chains = dict(sorted(pair for part in parts for pair in zip(part.members, part.chains, strict=True)))
    members = tuple(chains)
    return Profile(
        key=members[0],
        members=members,
        type=min(types, key=lambda name: (-types[name], name)),
        articles=articles,
        chains=tuple(chains.values()),
        **{name: frozenset().union(*(getattr(part, name) for part in parts)) for name in _ADDED_UP},
    )
