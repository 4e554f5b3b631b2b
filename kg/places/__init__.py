"""Extraction -> the same Extraction with its places linked to the world's: which Paris, which Georgia.

A place is decided within its article, by what else the article names, so adding articles never changes a link.
"""

from __future__ import annotations

from dataclasses import replace

from kg.gazetteer import Gazetteer, gazetteer
from kg.model import Chain, Extraction, Link
from kg.ontology import Ontology
from kg.places.context import context_of, with_places
from kg.places.ranking import Ranked, candidates, rank

__all__ = ["locate"]

_PLAUSIBLE = 0.5  # below it, none of the candidates is better than all others together
_SURE = 0.9


def locate(extraction: Extraction, ontology: Ontology) -> Extraction:
    """`extraction` with links to GeoNames or ISO 3166-2 for the places that it names."""
    places = gazetteer(ontology)
    found = {chain.id: options for chain in extraction.chains if (options := candidates(chain, places))}
    if not found:
        return extraction
    chains = {chain.id: chain for chain in extraction.chains}
    context = context_of(extraction, places, ontology)
    first = {name: rank(chains[name], options, context.of(name)) for name, options in found.items()}
    surer = with_places(context, [ranked.place for ranked in first.values() if ranked.score >= _SURE])
    ranked = {name: rank(chains[name], options, surer.of(name)) for name, options in found.items()}
    links = {name: _link(found, places) for name, found in ranked.items() if found.score >= _PLAUSIBLE}
    return replace(extraction, chains=tuple(_linked(chain, links.get(chain.id)) for chain in extraction.chains))


def _linked(chain: Chain, link: Link | None) -> Chain:
    return chain if link is None else replace(chain, links=(*chain.links, link))


def _link(ranked: Ranked, places: Gazetteer) -> Link:
    place = ranked.place
    within = tuple(outer.iri for outer in places.around(place))
    point = None if place.latitude is None or place.longitude is None else (place.latitude, place.longitude)
    return Link(place.iri, ranked.score, ranked.reason, place.name, point, within)
