"""Doc -> Mentions and Chains: who and what one article speaks of, and every place where it does.

Sieves from the surest to the least sure: forms of one name, appositions and predicates, definite descriptions,
speakers named after the lead, groups by number, pronouns. Each works on one partition of the candidates.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kg.encoder import Encoding
from kg.extract.appositions import hollow_predicates, link_predications
from kg.extract.descriptions import link_descriptions, link_introductions
from kg.extract.groups import groups
from kg.extract.lexicon import lexicon
from kg.extract.mentions import Candidate, mentions
from kg.extract.names import country_of, is_demonym, link_names
from kg.extract.partition import Partition, Profile
from kg.extract.phrases import Phrase
from kg.extract.profiles import profile
from kg.extract.pronouns import link_pronouns, quoted_speeches
from kg.extract.references import chain_references, link_references
from kg.extract.teams import with_teams
from kg.extract.types import all_types, classify_names, learned_classes
from kg.extract.wording import span_of
from kg.layout import layout
from kg.model import Article, Chain, Mention, Reference
from kg.ontology import Ontology
from kg.tokens import Doc

if TYPE_CHECKING:
    from kg.extract.attribution import Attribution

_WRITTEN_SMALL = frozenset(("Person", "City", "Country", "Region", "Place"))  # whose names are no acronyms, as a rule


def mentions_and_chains(
    doc: Doc,
    article: Article,
    attributions: Sequence[Attribution],
    ontology: Ontology,
    encoding: Encoding | None = None,
) -> tuple[tuple[Mention, ...], tuple[Chain, ...], tuple[Reference, ...]]:
    """Mentions in text order, chains in order of first mention, and what all phrases refer to in text order.

    What finds no chain is no mention. Without an `encoding`, rules decide alone.
    """
    partition = _resolved(doc, article, attributions, ontology, encoding)
    members = groups(partition, attributions)
    if encoding is None:
        link_pronouns(partition, attributions)
        referents = chain_references(partition)
    else:
        referents = link_references(partition, encoding, quoted_speeches(partition, attributions))
    mentions, chains = _records(partition, members)
    return mentions, chains, _references(partition, referents, mentions)


def _resolved(
    doc: Doc, article: Article, attributions: Sequence[Attribution], ontology: Ontology, encoding: Encoding | None
) -> Partition:
    """Names and nominals resolved."""
    words = lexicon(ontology)
    parts = layout(article.text)
    candidates = with_teams(doc, mentions(doc, parts, ontology), words)
    names = [candidate for candidate in candidates if candidate.kind == "name"]
    classes = classify_names(doc, names, words, ontology, encoding)
    sources = frozenset(found.source_head for found in attributions if found.source_head is not None)
    partition = Partition(doc, words, ontology, candidates, classes, parts, sources, encoding)
    link_names(partition)
    settled = link_predications(partition)
    partition.hollow = hollow_predicates(partition, settled)
    link_descriptions(partition, settled | partition.hollow)
    link_introductions(partition, attributions)
    return partition


def _records(
    partition: Partition, groups: Mapping[int, tuple[int, ...]]
) -> tuple[tuple[Mention, ...], tuple[Chain, ...]]:
    anchored = [root for root in sorted(partition.members) if _is_anchored(partition, root)]
    chain_ids = {root: f"c{number}" for number, root in enumerate(anchored, 1)}
    kept = sorted(index for root in anchored for index in partition.members[root])
    mention_ids = {index: f"m{number}" for number, index in enumerate(kept, 1)}
    members = _group_members(partition, groups, chain_ids)
    classes = _classes(partition, anchored, members)
    chains = {
        root: _chain(partition, root, chain_ids[root], mention_ids, members.get(root, ()), classes[root])
        for root in anchored
    }
    found = [_mention(partition, index, mention_ids[index], chains[partition.roots[index]]) for index in kept]
    return tuple(found), tuple(chains.values())


def _references(
    partition: Partition, referents: Sequence[Sequence[Phrase]], mentions: Sequence[Mention]
) -> tuple[Reference, ...]:
    """One for each phrase, with the chain of the first entity among those that refer to the same."""
    chains = {(mention.start, mention.end, mention.kind): mention.chain for mention in mentions}
    found = []
    for number, members in enumerate(referents, 1):
        keys = [(*span_of(partition.doc, phrase.start, phrase.end - 1), phrase.kind) for phrase in members]
        referent = next((chains[key] for key in keys if key in chains), f"r{number}")
        for phrase in members:
            start, end = phrase.whole
            place = span_of(partition.doc, start, end - 1)
            found.append(Reference(*place, phrase.kind, referent, phrase.describes))
    return tuple(sorted(found, key=lambda reference: (reference.start, -reference.end)))


def _is_anchored(partition: Partition, root: int) -> bool:
    """Not pronouns only, nor a predicate that stands for nobody."""
    kept = [index for index in partition.members[root] if index not in partition.hollow]
    return any(partition.candidates[index].kind != "pronoun" for index in kept)


def _group_members(
    partition: Partition, groups: Mapping[int, tuple[int, ...]], chain_ids: Mapping[int, str]
) -> dict[int, tuple[str, ...]]:
    """Root of a group's chain -> ids of its members' chains."""
    return {
        partition.roots[index]: tuple(chain_ids[partition.roots[member]] for member in members)
        for index, members in groups.items()
    }


def _mention(partition: Partition, index: int, identifier: str, chain: Chain) -> Mention:
    candidate = partition.candidates[index]
    place = span_of(partition.doc, candidate.start, candidate.end - 1)
    score = round(partition.chances.get(index, 1.0), 3)
    return Mention(identifier, *place, candidate.kind, chain.type, chain.id, score)


def _chain(
    partition: Partition,
    root: int,
    identifier: str,
    mention_ids: Mapping[int, str],
    members: tuple[str, ...],
    classes: tuple[str, ...],
) -> Chain:
    found = profile(partition, root)
    aliases = _aliases(partition, found)
    return Chain(
        id=identifier,
        type=partition.coarse(classes[-1]),
        types=all_types(classes, partition.ontology),
        name=_best_name(partition, found, aliases),
        aliases=aliases,
        mentions=tuple(mention_ids[index] for index in found.positions),
        gender=found.gender if found.coarse == "Person" and not found.plural else "unknown",
        named=found.named,
        members=members,
    )


def _classes(
    partition: Partition, roots: Sequence[int], members: Mapping[int, tuple[str, ...]]
) -> dict[int, tuple[str, ...]]:
    """The classes of every chain, the coarse one last. Several people are a group, and so is what has members."""
    found = {root: _plain_classes(profile(partition, root), members.get(root, ())) for root in roots}
    if partition.encoding is None:
        return found
    asked = [root for root in roots if found[root] != ("Group",) and _is_one_name(profile(partition, root))]
    told = [
        (partition.coarse(found[root][-1]), [partition.candidates[index] for index in partition.members[root]])
        for root in asked
    ]
    for root, learned in zip(asked, learned_classes(partition.encoding, told, partition.ontology), strict=True):
        found[root] = (*(name for name in learned if name not in found[root]), *found[root])
    return found


def _plain_classes(found: Profile, members: tuple[str, ...]) -> tuple[str, ...]:
    is_group = members or (found.plural and found.coarse == "Person" and not found.named)
    return ("Group",) if is_group else found.classes


def _is_one_name(found: Profile) -> bool:
    return found.named and not found.plural


def _aliases(partition: Partition, found: Profile) -> tuple[str, ...]:
    """The distinct names as written, without a country's demonyms; a headline's capitals only where nothing else is."""
    names = [index for index in found.positions if _is_alias(partition, index)]
    shouted = {_one_line(partition.text(index)) for index in names if _shouts(partition, index)}
    distinct = dict.fromkeys(_one_line(partition.text(index)) for index in names)
    if found.coarse in _WRITTEN_SMALL:
        shouted |= {name for name in distinct if name.isupper()}
    folded = {name.casefold() for name in distinct if name not in shouted}
    kept = [name for name in distinct if name not in shouted or name.casefold() not in folded]
    places = {_one_line(partition.text(index)) for index in names if _is_dateline_place(partition, index)}
    lowered = places | {_one_line(partition.text(index)) for index in names if _is_long(partition, index)}
    return tuple(dict.fromkeys(name.title() if name in lowered else name for name in kept))


def _is_long(partition: Partition, index: int) -> bool:
    """Set in capitals by its place, and no acronym."""
    return _shouts(partition, index) and " " in partition.text(index)


def _is_dateline_place(partition: Partition, index: int) -> bool:
    candidate = partition.candidates[index]
    return candidate.label == "GPE" and partition.in_dateline(candidate) and partition.text(index).isupper()


def _is_alias(partition: Partition, index: int) -> bool:
    candidate = partition.candidates[index]
    if candidate.kind != "name":
        return False
    doc, words = partition.doc, partition.words
    return not (is_demonym(doc, candidate, words) and country_of(doc, candidate, words))


def _shouts(partition: Partition, index: int) -> bool:
    """Set in capitals by its place, as headlines and datelines are: "NEW YORK", but not "RTL II"."""
    candidate, name = partition.candidates[index], partition.text(index)
    placed = partition.in_headline(candidate) or partition.in_dateline(candidate)
    return placed and name.isupper() and (len(name) > 5 or " " in name)


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _best_name(partition: Partition, found: Profile, aliases: tuple[str, ...]) -> str:
    """A country's usual name; else the longest name, the earliest of equals; else the longest nominal."""
    members = [partition.candidates[index] for index in found.positions]
    if found.coarse == "Country":
        country = _country(partition, members)
        if country:
            return country
    if aliases:
        return max(aliases, key=len)
    texts = [partition.text(index) for index in found.positions if partition.candidates[index].kind != "pronoun"]
    return _one_line(max(texts, key=len))


def _country(partition: Partition, members: Sequence[Candidate]) -> str | None:
    found = (country_of(partition.doc, member, partition.words) for member in members)
    return next((country for country in found if country), None)
