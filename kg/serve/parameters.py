"""Query string -> checked parameters of one API route.

Each route names one of these; msgspec reads values, defaults and bounds from them, and the OpenAPI document shows them.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from kg.model import Certainty, Polarity
from kg.network import Kind

_DATE = r"^\d{4}(-\d\d(-\d\d)?)?$"

type Text = Annotated[str, msgspec.Meta(max_length=200)]
type Id = Annotated[str, msgspec.Meta(min_length=1, max_length=400)]
type Date = Annotated[str, msgspec.Meta(pattern=_DATE, description="A year, a month or a day, as in 2024-05.")]
type Cursor = Annotated[str, msgspec.Meta(pattern=r"^at[0-9]{1,9}$", description="`next` of the page before.")]
type PageSize = Annotated[int, msgspec.Meta(ge=1, le=200, description="How many at most.")]
type Names = Annotated[tuple[Text, ...], msgspec.Meta(max_length=50)]


class Parameters(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nothing to be asked with."""


class Paged(Parameters, frozen=True, kw_only=True):
    """Of what comes in pages."""

    limit: PageSize = 50
    cursor: Cursor | None = None


class Published(Parameters, frozen=True, kw_only=True):
    """By when and where articles were published; undated ones are left out as soon as a date is given."""

    since: Date | None = msgspec.field(default=None, name="from")
    until: Date | None = msgspec.field(default=None, name="to")
    source: Names = ()


class PublishedPages(Published, frozen=True, kw_only=True):
    """Of what was published, in pages."""

    limit: PageSize = 50
    cursor: Cursor | None = None


class Search(PublishedPages, frozen=True, kw_only=True):
    """Of a search. Without `query`, the entities mentioned most. Types are those of `/api/overview`."""

    query: Text = ""
    type: Names = ()


class Filters(Published, frozen=True, kw_only=True):
    """Which edges count; several values of one parameter are alternatives."""

    kind: tuple[Kind, ...] = ()
    predicate: Names = ()
    certainty: tuple[Certainty, ...] = ()
    polarity: tuple[Polarity, ...] = ()


class Relations(Filters, frozen=True, kw_only=True):
    """Of an entity's edges; `other` is who is at the other end."""

    limit: PageSize = 50
    cursor: Cursor | None = None
    other: Id | None = None


class Claims(PublishedPages, frozen=True, kw_only=True):
    """Of claims: made by an entity, or about it."""

    side: Literal["by", "about"] = "by"
    act: Names = ()
    certainty: tuple[Certainty, ...] = ()
    polarity: tuple[Polarity, ...] = ()


class Articles(PublishedPages, frozen=True, kw_only=True):
    """Of a list of articles, latest first; `query` is part of the title."""

    query: Text = ""


class Around(Filters, frozen=True, kw_only=True):
    """Of a neighbourhood: the entities in the middle, those already shown (edges to which are wanted too), and how many
    new neighbours at most; the most strongly linked come first."""

    entity: Annotated[tuple[Id, ...], msgspec.Meta(min_length=1, max_length=20)]
    shown: Annotated[tuple[Id, ...], msgspec.Meta(max_length=500)] = ()
    limit: Annotated[int, msgspec.Meta(ge=0, le=500)] = 50


class Between(Filters, frozen=True, kw_only=True):
    """Of paths: from where, to where, over how many edges at most. Without `kind`, over asserted edges only."""

    start: Id
    end: Id
    longest: Annotated[int, msgspec.Meta(ge=1, le=6)] = 4
    limit: Annotated[int, msgspec.Meta(ge=1, le=20)] = 5


class Disputes(Paged, frozen=True, kw_only=True):
    """Of disputes: about whom or what."""

    about: Id | None = None
