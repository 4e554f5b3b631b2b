"""Graph + the ontology's rules -> the same Graph with what follows from its plain edges.

The rules are OWL in the ontology: rdfs:subPropertyOf, owl:inverseOf, owl:SymmetricProperty, owl:TransitiveProperty and
owl:propertyChainAxiom. Domain and range limit what is inferred instead of adding to it. Only what articles assert is
built on, never a claim, and what would contradict an asserted edge is not inferred.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kg.constraints import Slot, Types, slots
from kg.graph import Graph
from kg.model import Edge, Extraction, Inference, Relation
from kg.ontology import Ontology
from kg.view import FORMER

type Path = tuple[Edge, ...]
type Derivations = dict[Edge, "Derivation"]


@dataclass(frozen=True, slots=True, order=True)
class Derivation:
    """How an edge follows: the premises and the rule in words. Of several, the least is kept."""

    length: int
    premises: Path
    rule: str


def infer(graph: Graph, ontology: Ontology) -> Graph:
    """The graph with every edge that follows from its plain ones, in place of what was inferred before."""
    edges = {relation.edge for relation in graph.relations if relation.holds}
    types = {entity.id: (entity.type, *entity.types) for entity in graph.entities}
    return dataclasses.replace(graph, inferences=inferences(edges, types, ontology))


def inferences(edges: Iterable[Edge], types: Types, ontology: Ontology) -> tuple[Inference, ...]:
    """All that follows from asserted edges, given the classes of their ends, where a rule may use them."""
    names = usable(ontology)
    chosen = (edge for edge in edges if edge[1] in names)
    return tuple(
        Inference(edge, how.rule, how.premises) for edge, how in sorted(closure(chosen, types, ontology).items())
    )


def usable(ontology: Ontology) -> frozenset[str]:
    """The properties on whose asserted edges rules may build."""
    return frozenset(name for name, prop in ontology.properties.items() if name != FORMER and not prop.dated)


def infer_within(extraction: Extraction, ontology: Ontology) -> Extraction:
    """One article with the relations that follow from what it asserts; those are not asserted themselves."""
    relations: dict[Edge, Relation] = {}
    for relation in extraction.relations:
        if relation.asserted and not relation.former and relation.predicate != FORMER and not relation.value:
            relations.setdefault((relation.subject, relation.predicate, relation.object), relation)
    types = {chain.id: (chain.type, *chain.types) for chain in extraction.chains}
    for number, (edge, how) in enumerate(closure(relations, types, ontology).items(), start=1):
        relations[edge] = _within(f"i{number}", edge, [relations[premise] for premise in how.premises])
    inferred = (relation for relation in relations.values() if relation.inferred_from)
    return dataclasses.replace(extraction, relations=(*extraction.relations, *inferred))


def _within(name: str, edge: Edge, premises: Sequence[Relation]) -> Relation:
    """The relation of an article that follows from others, with the evidence of the first."""
    subject, predicate, target = edge
    score = min(premise.score for premise in premises)
    grounds = tuple(premise.id for premise in premises)
    return Relation(name, subject, predicate, target, premises[0].evidence, score=score, inferred_from=grounds)


def closure(edges: Iterable[Edge], types: Types, ontology: Ontology) -> Derivations:
    """All that follows from `edges` and how, shortest derivations first."""
    known, rules = _Known(types, ontology), rules_of(ontology)
    derived: Derivations = {}
    frontier = sorted(set(edges))
    while frontier:
        known.add(frontier)
        found: Derivations = {}
        for edge in frontier:
            for conclusion, how in _conclusions(edge, known, rules):
                if known.may_be(conclusion):
                    found[conclusion] = min(how, found.get(conclusion, how))
        frontier = sorted(known.consistent(found))
        derived.update((edge, found[edge]) for edge in frontier)
    return derived


@dataclass(frozen=True, slots=True)
class _Known:
    """All edges so far, by property and either end, and what they fill in the world."""

    types: Types
    ontology: Ontology
    edges: set[Edge] = field(default_factory=set)
    out: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    into: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    filled: dict[Slot, str] = field(default_factory=dict)

    def add(self, edges: Iterable[Edge]) -> None:
        for edge in edges:
            subject, name, target = edge
            self.edges.add(edge)
            self.out[name, subject].append(target)
            self.into[name, target].append(subject)
            self.filled.update(slots(edge, self.types, self.ontology))

    def may_be(self, edge: Edge) -> bool:
        """Whether the edge is new, links two, and links what its property may link."""
        subject, name, target = edge
        ends = (tuple(self.types.get(end, ())) for end in (subject, target))
        return edge not in self.edges and subject != target and self.ontology.allows(name, *ends)

    def consistent(self, edges: Collection[Edge]) -> list[Edge]:
        """Those that contradict neither what is known nor each other."""
        fillers: dict[Slot, set[str]] = defaultdict(set)
        filling = {edge: tuple(slots(edge, self.types, self.ontology)) for edge in edges}
        for slot, filler in (each for filled in filling.values() for each in filled):
            fillers[slot].update((filler, self.filled.get(slot, filler)))
        return [edge for edge, filled in filling.items() if all(len(fillers[slot]) == 1 for slot, _ in filled)]

    def passes(self, step: str, node: str) -> bool:
        """Whether the node is of the class that a step such as "which is a country" wants."""
        return any(self.ontology.is_a(name, self.ontology.tests[step]) for name in self.types.get(node, ()))


@dataclass(frozen=True, slots=True)
class Rules:
    """By property: what follows from an edge alone, as (property, ends exchanged, rule), and the chains that it is a
    step of, as (chain, place in it, property that follows, rule).
    """

    single: Mapping[str, Sequence[tuple[str, bool, str]]]
    chains: Mapping[str, Sequence[tuple[tuple[str, ...], int, str, str]]]


def rules_of(ontology: Ontology) -> Rules:
    """The rules of the ontology by the properties that they build on."""
    single: dict[str, list[tuple[str, bool, str]]] = defaultdict(list)
    chains: dict[str, list[tuple[tuple[str, ...], int, str, str]]] = defaultdict(list)
    for prop in ontology.properties.values():
        single[prop.name] += [(parent, False, _worded((prop.name,), parent, ontology)) for parent in prop.parents]
        if prop.symmetric:
            single[prop.name].append((prop.name, True, f"{prop.label}: holds both ways"))
        if prop.inverse:
            rule = f"{prop.label}: the other way round, {ontology.properties[prop.inverse].label}"
            single[prop.name].append((prop.inverse, True, rule))
        for chain in (*prop.chains, *(((prop.name, prop.name),) if prop.transitive else ())):
            for place, step in enumerate(chain):
                chains[step].append((chain, place, prop.name, _worded(chain, prop.name, ontology)))
    return Rules(single, chains)


def _worded(steps: Iterable[str], conclusion: str, ontology: Ontology) -> str:
    return f"{' + '.join(_step(step, ontology) for step in steps)} → {ontology.properties[conclusion].label}"


def _step(step: str, ontology: Ontology) -> str:
    if step in ontology.tests:
        return f"(a {ontology.classes[ontology.tests[step]].label})"
    return ontology.properties[step].label


def _conclusions(edge: Edge, known: _Known, rules: Rules) -> Iterator[tuple[Edge, Derivation]]:
    subject, name, target = edge
    for conclusion, exchanged, rule in rules.single[name]:
        ends = (target, subject) if exchanged else (subject, target)
        yield (ends[0], conclusion, ends[1]), Derivation(1, (edge,), rule)
    for chain, place, conclusion, rule in rules.chains[name]:
        for first, before in _before(subject, chain[:place], known):
            for last, after in _after(target, chain[place + 1 :], known):
                path = (*before, edge, *after)
                yield (first, conclusion, last), Derivation(len(path), path, rule)


def _after(node: str, steps: Sequence[str], known: _Known) -> Iterator[tuple[str, Path]]:
    """Where the steps lead from `node`, and by which edges."""
    if not steps:
        yield node, ()
    elif steps[0] in known.ontology.tests:
        yield from _after(node, steps[1:], known) if known.passes(steps[0], node) else ()
    else:
        for target in known.out.get((steps[0], node), ()):
            yield from ((end, ((node, steps[0], target), *path)) for end, path in _after(target, steps[1:], known))


def _before(node: str, steps: Sequence[str], known: _Known) -> Iterator[tuple[str, Path]]:
    """From where the steps lead to `node`, and by which edges."""
    if not steps:
        yield node, ()
    elif steps[-1] in known.ontology.tests:
        yield from _before(node, steps[:-1], known) if known.passes(steps[-1], node) else ()
    else:
        for source in known.into.get((steps[-1], node), ()):
            edge = (source, steps[-1], node)
            yield from ((start, (*path, edge)) for start, path in _before(source, steps[:-1], known))
