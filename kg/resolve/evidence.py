"""Extraction -> Profiles: what one article tells of each of its chains, in the form that judging identity needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kg.model import Chain, Extraction, Relation
from kg.ontology import Ontology
from kg.resolve.names import Name, read_name
from kg.resolve.profiles import Profile, key_of
from kg.resolve.rules import Rules


def profiles(extraction: Extraction, rules: Rules) -> Iterator[Profile]:
    """A Profile for each chain of an article that is not a value; one that is never named has no names."""
    chains = [chain for chain in extraction.chains if not is_value(chain, rules.ontology)]
    read = {chain.id: read_name(chain.name, chain.type, rules.lexicon) for chain in chains if chain.named}
    best = {chain: name for chain, name in read.items() if name.normal}
    context = {chain.id: _context_key(chain.type, best[chain.id]) for chain in chains if chain.id in best}
    relations = _by_subject(extraction.relations)
    for chain in chains:
        others = frozenset(context.values()) - {context.get(chain.id)}
        yield _profile(extraction, chain, others, relations.get(chain.id, []), best, rules)


def is_value(chain: Chain, ontology: Ontology) -> bool:
    """Whether a chain is a value (a role title, a time, an amount), which is no entity."""
    return ontology.is_a(chain.type, "Value")


def _profile(
    extraction: Extraction,
    chain: Chain,
    context: frozenset[str],
    relations: Sequence[Relation],
    best: dict[str, Name],
    rules: Rules,
) -> Profile:
    article = extraction.article
    names = frozenset({best[chain.id]} if chain.id in best else ())
    texts = (chain.name, *chain.aliases) if names else ()
    forms = frozenset(read_name(text, chain.type, rules.lexicon) for text in texts)
    key = key_of(article.id, chain.id)
    states = {best[relation.object].normal for relation in _national(relations, rules.cues) if relation.object in best}
    return Profile(
        key=key,
        members=(key,),
        type=chain.type,
        names=names,
        forms=frozenset(form for form in forms if form.normal),
        articles={article.id: frozenset(name.normal for name in names)},
        genders=frozenset({chain.gender} - {"unknown"}),
        nationalities=_countries(states) or _only_country(names, context),
        occupations=frozenset(_occupations(chain.types, rules.cues["occupations"], rules.ontology)),
        roles=frozenset(_roles(forms, relations)),
        context=context,
        years=frozenset({int(article.published[:4])} if article.published and article.published[:4].isdigit() else ()),
        links=frozenset(link.iri for link in chain.links),
        chains=(replace(chain, mentions=()),),
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
