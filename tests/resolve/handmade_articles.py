"""Handmade Extractions: articles described by their chains, with just what resolution looks at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kg.model import Article, Chain, Evidence, Extraction, Relation


@dataclass(frozen=True, slots=True)
class Local:
    """One chain of a handmade article; `country` makes a citizenship relation, `role` an office."""

    name: str
    type: str = "Person"
    aliases: tuple[str, ...] = ()
    gender: Literal["female", "male", "unknown"] = "unknown"
    types: tuple[str, ...] = ()
    named: bool = True
    country: str | None = None
    role: str | None = None


def article(identity: str, *locals_: Local | str, published: str | None = None) -> Extraction:
    """An Extraction whose chains are c0, c1, ... in the order given; a bare string is a person."""
    chosen = [Local(local) if isinstance(local, str) else local for local in locals_]
    chains = [
        Chain(
            id=f"c{number}",
            type=local.type,
            types=(*local.types, local.type),
            name=local.name,
            aliases=local.aliases,
            mentions=(),
            gender=local.gender,
            named=local.named,
        )
        for number, local in enumerate(chosen)
    ]
    relations = []
    for number, local in enumerate(chosen):
        if local.country is not None:
            chains.append(Chain(f"n{number}", "Country", ("Country",), local.country, (), ()))
            relations.append(_relation(f"c{number}", "citizenOf", f"n{number}"))
        if local.role is not None:
            chains.append(Chain(f"o{number}", "Organization", ("Organization",), f"Office {identity} {number}", (), ()))
            relations.append(_relation(f"c{number}", "holdsOffice", f"o{number}", local.role))
    return Extraction(Article(identity, "", published=published), chains=tuple(chains), relations=tuple(relations))


def _relation(subject: str, predicate: str, obj: str, role: str | None = None) -> Relation:
    evidence = Evidence(0, 0, (0, 0), (0, 0), (0, 0))
    return Relation(f"{subject}-{predicate}", subject, predicate, obj, evidence, role=role)
