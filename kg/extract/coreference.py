"""Doc -> Mentions and Chains: who and what one article speaks of, and every place where it does.

Sieves from the surest to the least sure: forms of one name, appositions and predicates, definite descriptions,
groups of two, pronouns. Each works on one partition of the candidates.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from spacy.tokens import Doc

from kg.extract.descriptions import chain_classes, chain_gender, link_descriptions, link_predications
from kg.extract.lexicon import Lexicon, lexicon
from kg.extract.mentions import Candidate, mentions
from kg.extract.names import Partition, country_of, is_demonym, link_names
from kg.extract.pronouns import link_pronouns
from kg.extract.types import all_types, classify_names
from kg.layout import layout
from kg.model import Article, Chain, Mention
from kg.ontology import Ontology

if TYPE_CHECKING:
    from kg.extract.attribution import Attribution

_VALUES = ("Role", "Money", "Quantity", "Time")


def mentions_and_chains(
    doc: Doc, article: Article, attributions: Sequence[Attribution], ontology: Ontology
) -> tuple[tuple[Mention, ...], tuple[Chain, ...]]:
    """Mentions in text order and chains in order of first mention; what finds no chain is left out."""
    words = lexicon(ontology)
    partition = Partition(mentions(doc, layout(article.text), ontology))
    names = [candidate for candidate in partition.candidates if candidate.kind == "name"]
    classes = classify_names(doc, names, words, ontology)
    link_names(doc, partition, classes, words, ontology)
    settled = link_predications(doc, partition, classes, words, ontology)
    link_descriptions(doc, partition, classes, words, ontology, settled)
    link_pronouns(doc, partition, classes, attributions, words, ontology)
    return _records(doc, partition, classes, words, ontology)


def _records(
    doc: Doc, partition: Partition, classes: Mapping[str, str], words: Lexicon, ontology: Ontology
) -> tuple[tuple[Mention, ...], tuple[Chain, ...]]:
    groups = [indices for indices in partition.members().values() if _is_anchored(partition, indices)]
    ids = {
        index: f"m{number}" for number, index in enumerate(sorted(index for indices in groups for index in indices), 1)
    }
    chains = []
    records: dict[int, Mention] = {}
    for number, indices in enumerate(groups, 1):
        chain = _chain(doc, f"c{number}", [partition.candidates[index] for index in indices], classes, words, ontology)
        chain_mentions = {index: _mention(doc, ids[index], partition.candidates[index], chain) for index in indices}
        records |= chain_mentions
        chains.append(_with_mentions(chain, tuple(mention.id for mention in chain_mentions.values())))
    return tuple(records[index] for index in sorted(records)), tuple(chains)


def _is_anchored(partition: Partition, indices: Sequence[int]) -> bool:
    return any(partition.candidates[index].kind != "pronoun" for index in indices)


def _mention(doc: Doc, identifier: str, candidate: Candidate, chain: Chain) -> Mention:
    span = doc[candidate.start : candidate.end]
    return Mention(identifier, span.start_char, span.end_char, candidate.kind, chain.type, chain.id)


def _with_mentions(chain: Chain, identifiers: tuple[str, ...]) -> Chain:
    return Chain(
        chain.id,
        chain.type,
        chain.types,
        chain.name,
        chain.aliases,
        identifiers,
        chain.gender,
        chain.named,
        chain.members,
    )


def _chain(
    doc: Doc,
    identifier: str,
    members: Sequence[Candidate],
    classes: Mapping[str, str],
    words: Lexicon,
    ontology: Ontology,
) -> Chain:
    fine = chain_classes(doc, members, classes, words, ontology) or [members[0].label]
    aliases = _aliases(doc, members, words)
    named = any(member.kind == "name" for member in members)
    return Chain(
        id=identifier,
        type=ontology.coarse(fine[-1]),
        types=all_types(fine, ontology),
        name=_best_name(doc, members, aliases, words),
        aliases=aliases,
        mentions=(),
        gender=chain_gender(members, words) if ontology.coarse(fine[-1]) == "Person" else "unknown",
        named=named,
    )


def _aliases(doc: Doc, members: Sequence[Candidate], words: Lexicon) -> tuple[str, ...]:
    """The distinct names as written, without demonyms of a country and without writings in capitals only."""
    names = [member for member in members if member.kind == "name"]
    written = [
        _clean(doc[member.start : member.end].text)
        for member in names
        if not (is_demonym(doc, member, words) and country_of(doc, member, words))
    ]
    distinct = list(dict.fromkeys(written))
    folded = {name.casefold() for name in distinct if not name.isupper()}
    return tuple(dict.fromkeys(_cased(name) for name in distinct if not (_shouts(name) and name.casefold() in folded)))


def _shouts(name: str) -> bool:
    return name.isupper() and (len(name) > 5 or " " in name)


def _cased(name: str) -> str:
    return name.title() if _shouts(name) and " " in name else name


def _clean(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _best_name(doc: Doc, members: Sequence[Candidate], aliases: tuple[str, ...], words: Lexicon) -> str:
    """A country's usual name; else the longest name, the earliest of equals; else the longest nominal."""
    country = next((found for member in members if (found := country_of(doc, member, words))), None)
    if country:
        return country
    if aliases:
        return max(aliases, key=len)
    texts = [doc[member.start : member.end].text for member in members if member.kind != "pronoun"]
    return _clean(max(texts, key=len))
