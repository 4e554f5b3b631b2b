"""Clusters -> Entities: the best name, all aliases and types, and an id that depends on nothing but its members."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kg.model import Chain, Entity, Link
from kg.ontology import Ontology
from kg.resolve.names import Lexicon, digest, read_name, slug
from kg.resolve.profiles import Profile
from kg.resolve.rules import Rules


def entities(profiles: Iterable[Profile], rules: Rules) -> tuple[Entity, ...]:
    """One Entity a profile, sorted by id. Entities that would share an id share a name, and so a component."""
    found = [_entity(profile, rules) for profile in profiles]
    return tuple(sorted(_distinct(found), key=lambda entity: entity.id))


def _entity(profile: Profile, rules: Rules) -> Entity:
    chains = profile.chains
    named = [chain for chain in chains if chain.named]
    name = _best_name(profile.type, named or chains, rules.lexicon)
    aliases = {alias for chain in chains for alias in (chain.name, *chain.aliases)} - {name}
    normal = read_name(name, profile.type, rules.lexicon).normal if named else profile.key
    return Entity(
        id=f"{slug(name)}-{digest(profile.type, normal)}",
        type=profile.type,
        types=_types(profile.type, chains, rules.ontology),
        name=name,
        aliases=tuple(sorted(aliases)),
        members=profile.members,
        named=bool(named),
        links=merged_links(chains),
    )


def _best_name(coarse: str, chains: Sequence[Chain], lexicon: Lexicon) -> str:
    """The most frequent of the full names; a country's is the gazetteer's. Ties: the longer, small letters, by text."""
    counts = Counter(chain.name for chain in chains)
    read = {text: read_name(text, coarse, lexicon) for text in counts}
    known = {name.normal for name in read.values()} & lexicon.country_names.keys()
    if known:
        return lexicon.country_names[min(known)]
    full = [text for text, name in read.items() if not name.partial and not name.acronym]
    return min(full or counts, key=lambda text: (-counts[text], -len(text), text.isupper(), text))


def _types(coarse: str, chains: Iterable[Chain], ontology: Ontology) -> tuple[str, ...]:
    """Every class some article gives it that its coarse one allows, most specific first, then most often given."""
    given = (name for chain in chains for name in chain.types)
    counts = Counter(name for name in given if ontology.is_a(name, coarse) or ontology.is_a(coarse, name))
    counts[coarse] += 0
    depth = {name: len(ontology.classes[name].ancestors) if name in ontology.classes else 0 for name in counts}
    return tuple(sorted(counts, key=lambda name: (-depth[name], -counts[name], name)))


def _distinct(found: Sequence[Entity]) -> list[Entity]:
    """The entities, those of one id told apart by their first member."""
    bearers: dict[str, list[Entity]] = defaultdict(list)
    for entity in found:
        bearers[entity.id].append(entity)
    return [
        entity if len(group) == 1 else replace(entity, id=f"{entity.id}-{digest(entity.members[0])}")
        for group in bearers.values()
        for entity in group
    ]


def merged_links(chains: Iterable[Chain]) -> tuple[Link, ...]:
    """The links of several chains, each with its best score, best first."""
    links = sorted(
        (link for chain in chains for link in chain.links), key=lambda link: (-link.score, link.iri, link.reason)
    )
    best = {link.iri: link for link in reversed(links)}
    return tuple(sorted(best.values(), key=lambda link: (-link.score, link.iri)))
