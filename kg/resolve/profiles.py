"""Extraction -> Profiles: what one article tells of each of its chains, in the form that judging identity needs.

A Profile may as well stand for many local entities already judged to be one: `union` adds up what is known of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.model import Chain, Extraction, Link, Relation
from kg.ontology import Ontology
from kg.resolve.names import Lexicon, Name, read_name


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
    context: frozenset[str] = field(default=frozenset(), repr=False)  # names mentioned along with it
    years: frozenset[int] = frozenset()
    links: frozenset[str] = frozenset()
    labels: frozenset[tuple[int, str]] = frozenset()  # (a user's decision that tells two apart, side)

    @property
    def partial(self) -> bool:
        """Whether it is named, but by no full name."""
        return bool(self.names) and all(name.partial for name in self.names)

    @property
    def generic(self) -> bool:
        """Whether bodies of many countries are called so, and no acronym marks the name as one's own."""
        return all(name.generic for name in self.names) and not any(name.acronym for name in self.forms)


def key_of(article: str, chain: str) -> str:
    """The key by which decisions and entities refer to a chain."""
    return f"{article}#{chain}"


def is_value(chain: Chain, ontology: Ontology) -> bool:
    """Whether a chain is a value (a role title, a time, an amount), which is no entity."""
    return ontology.is_a(chain.type, "Value")


def profiles(extraction: Extraction, lexicon: Lexicon, ontology: Ontology) -> Iterator[Profile]:
    """A Profile for each chain of an article that is not a value; one that is never named has no names."""
    chains = [chain for chain in extraction.chains if not is_value(chain, ontology)]
    read = {chain.id: read_name(chain.name, chain.type, lexicon) for chain in chains if chain.named}
    best = {chain: name for chain, name in read.items() if name.normal}
    context = {chain.id: _context_key(chain.type, best[chain.id]) for chain in chains if chain.id in best}
    relations = _by_subject(extraction.relations)
    for chain in chains:
        others = frozenset(context.values()) - {context.get(chain.id)}
        yield _profile(extraction, chain, others, relations.get(chain.id, []), best, lexicon, ontology)


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
    members = tuple(sorted(member for part in parts for member in part.members))
    return Profile(
        key=members[0],
        members=members,
        type=min(types, key=lambda name: (-types[name], name)),
        names=frozenset().union(*(part.names for part in parts)),
        forms=frozenset().union(*(part.forms for part in parts)),
        articles=articles,
        genders=frozenset().union(*(part.genders for part in parts)),
        nationalities=frozenset().union(*(part.nationalities for part in parts)),
        occupations=frozenset().union(*(part.occupations for part in parts)),
        roles=frozenset().union(*(part.roles for part in parts)),
        context=frozenset().union(*(part.context for part in parts)),
        years=frozenset().union(*(part.years for part in parts)),
        links=frozenset().union(*(part.links for part in parts)),
        labels=frozenset().union(*(part.labels for part in parts)),
    )


def _profile(
    extraction: Extraction,
    chain: Chain,
    context: frozenset[str],
    relations: Sequence[Relation],
    best: dict[str, Name],
    lexicon: Lexicon,
    ontology: Ontology,
) -> Profile:
    cues = ontology.cues["resolution"]
    article = extraction.article
    names = frozenset({best[chain.id]} if chain.id in best else ())
    texts = (chain.name, *chain.aliases) if names else ()
    forms = frozenset(read_name(text, chain.type, lexicon) for text in texts)
    key = key_of(article.id, chain.id)
    states = {best[relation.object].normal for relation in _national(relations, cues) if relation.object in best}
    return Profile(
        key=key,
        members=(key,),
        type=chain.type,
        names=names,
        forms=frozenset(form for form in forms if form.normal),
        articles={article.id: frozenset(name.normal for name in names)},
        genders=frozenset({chain.gender} - {"unknown"}),
        nationalities=_countries(states) or _only_country(names, context),
        occupations=frozenset(_occupations(chain.types, cues["occupations"], ontology)),
        roles=frozenset(_roles(forms, relations)),
        context=context,
        years=frozenset({int(article.published[:4])} if article.published and article.published[:4].isdigit() else ()),
        links=frozenset(link.iri for link in chain.links),
    )


def _countries(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name for name in names if name.startswith("country "))


def _only_country(names: Iterable[Name], context: frozenset[str]) -> frozenset[str]:
    """The country of a body that many countries have, when its article mentions just one."""
    found = _countries(context) if all(name.generic for name in names) else frozenset()
    return found if len(found) == 1 else frozenset()


def _context_key(coarse: str, name: Name) -> str:
    """The form in which a chain is context for others: a person counts by surname, however named."""
    return f"person {name.surname}" if coarse == "Person" else name.normal


def _by_subject(relations: Iterable[Relation]) -> dict[str, list[Relation]]:
    found: dict[str, list[Relation]] = {}
    for relation in relations:
        if relation.polarity == "positive":
            found.setdefault(relation.subject, []).append(relation)
    return found


def _national(relations: Sequence[Relation], cues: Mapping[str, Any]) -> Iterator[Relation]:
    predicates = cues["nationality"]["predicates"]
    return (relation for relation in relations if relation.predicate in predicates and not relation.former)


def _occupations(types: Sequence[str], groups: dict[str, list[str]], ontology: Ontology) -> Iterator[str]:
    for group, classes in groups.items():
        if any(ontology.is_a(name, ancestor) for name in types for ancestor in classes):
            yield group


def _roles(forms: Iterable[Name], relations: Sequence[Relation]) -> Iterator[str]:
    for form in forms:
        yield from form.titles
    for relation in relations:
        if relation.role and not relation.former:
            yield relation.role.casefold()


def links_of(chains: Iterable[Chain]) -> tuple[Link, ...]:
    """The links of several chains, each with its best score, best first."""
    best: dict[str, float] = {}
    for chain in chains:
        for link in chain.links:
            best[link.iri] = max(link.score, best.get(link.iri, 0.0))
    return tuple(Link(iri, score) for iri, score in sorted(best.items(), key=lambda item: (-item[1], item[0])))
