"""Knowledge bases of every form give the same kind of records, one after the other."""

from __future__ import annotations

import bz2
import gzip
import itertools
import json
from pathlib import Path

import pytest

from kg.link import Known, SourceError, read_source
from kg.ontology import Ontology

ITEM = {
    "type": "item",
    "id": "Q7",
    "labels": {"en": {"value": "Lena Ortiz"}, "de": {"value": "Lena Ortíz"}},
    "aliases": {"en": [{"value": "L. Ortiz"}]},
    "descriptions": {"en": {"value": "mayor of Harrow Bay"}},
    "claims": {
        "P31": [{"mainsnak": {"datavalue": {"type": "wikibase-entityid", "value": {"id": "Q5"}}}}],
        "P551": [{"mainsnak": {"datavalue": {"type": "wikibase-entityid", "value": {"id": "Q8"}}}}],
        "P569": [{"mainsnak": {"datavalue": {"type": "time", "value": {"time": "+1970-01-01T00:00:00Z"}}}}],
        "P570": [{"mainsnak": {"snaktype": "somevalue"}}],
    },
    "sitelinks": {"enwiki": {}, "dewiki": {}},
}
WIKIDATA = Known(
    "http://www.wikidata.org/entity/Q7",
    "Lena Ortiz",
    "Person",
    {"L. Ortiz": 1.0},
    3.0,
    "mayor of Harrow Bay",
    ("http://www.wikidata.org/entity/Q8",),
)
TRUTHY = """
<http://www.wikidata.org/entity/Q7> <http://www.w3.org/2000/01/rdf-schema#label> "Lena Ortiz"@en .
<http://www.wikidata.org/entity/Q7> <http://www.w3.org/2000/01/rdf-schema#label> "Lena Ortíz"@de .
<http://www.wikidata.org/entity/Q7> <http://www.w3.org/2004/02/skos/core#altLabel> "L. Ortiz"@en .
<http://www.wikidata.org/entity/Q7> <http://schema.org/description> "mayor of Harrow Bay"@en .
<http://www.wikidata.org/entity/Q7> <http://www.wikidata.org/prop/direct/P31> <http://www.wikidata.org/entity/Q5> .
<http://www.wikidata.org/entity/Q7> <http://www.wikidata.org/prop/direct/P551> <http://www.wikidata.org/entity/Q8> .
<http://www.wikidata.org/entity/Q7> <http://wikiba.se/ontology#sitelinks> "3" .
<http://www.wikidata.org/entity/Q9> <http://schema.org/description> "has no name"@en .
"""
SKOS = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://kb.example/1> a skos:Concept ; skos:prefLabel "Ferries"@en, "Fähren"@de ; skos:altLabel "Ferry boats"@en ;
    skos:broader <https://kb.example/2> .
"""
FOLLOWED = {"id": "a1", "schema": "Company", "properties": {"name": ["Quillon Motors"], "alias": ["Quillon"]}}


def read(path: Path, content: bytes, ontology: Ontology) -> list[Known]:
    """The records of a file with that content."""
    path.write_bytes(content)
    return list(read_source(path, ontology))


def test_wikidata_json(tmp_path: Path, ontology: Ontology) -> None:
    lines = b"[\n" + json.dumps(ITEM).encode() + b',\n{"type": "property", "id": "P1", "labels": {}}\n]\n'
    assert read(tmp_path / "dump.json", lines, ontology) == [WIKIDATA]
    assert read(tmp_path / "dump.json.gz", gzip.compress(lines), ontology) == [WIKIDATA]
    assert read(tmp_path / "dump.json.bz2", bz2.compress(lines), ontology) == [WIKIDATA]


def test_wikidata_triples(tmp_path: Path, ontology: Ontology) -> None:
    (known,) = read(tmp_path / "truthy.nt", TRUTHY.encode(), ontology)
    assert (known.iri, known.name, known.type, known.prior) == (WIKIDATA.iri, WIKIDATA.name, "Person", 3.0)
    assert (known.description, known.related) == (WIKIDATA.description, WIKIDATA.related)
    assert set(known.aliases) == {"Lena Ortiz", "L. Ortiz"}


def test_skos(tmp_path: Path, ontology: Ontology) -> None:
    (known,) = read(tmp_path / "topics.ttl", SKOS.encode(), ontology)
    assert (known.iri, known.name, known.related) == ("https://kb.example/1", "Ferries", ("https://kb.example/2",))
    assert set(known.aliases) == {"Ferries", "Ferry boats"}


def test_follow_the_money(tmp_path: Path, ontology: Ontology) -> None:
    (known,) = read(tmp_path / "entities.jsonl", json.dumps(FOLLOWED).encode(), ontology)
    assert (known.iri, known.name, known.type) == ("urn:followthemoney:a1", "Quillon Motors", "Organization")
    assert set(known.aliases) == {"Quillon Motors", "Quillon"}


def test_tables(tmp_path: Path, ontology: Ontology) -> None:
    table = (
        "id,name,aliases,type,prior\nQ7,Lena Ortiz,L. Ortiz|Mayor Ortiz,Person,5\nx1,Quillon,,Company,\n,left out,,,\n"
    )
    first, second = read(tmp_path / "names.csv", table.encode(), ontology)
    assert (first.iri, first.prior, set(first.aliases)) == (WIKIDATA.iri, 5.0, {"L. Ortiz", "Mayor Ortiz"})
    assert (second.iri, second.type) == ("urn:kb:x1", "Organization")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("kb.docx", b"", "no knowledge base is called so"),
        ("kb.csv", b"who,what\nx,y\n", "call them name and id"),
        ("kb.ttl", b"this is no turtle", "is not what its name says"),
        ("kb.json", b"{not json", "is not what its name says"),
        ("kb.json.gz", b"not packed", "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_explained(
    name: str, content: bytes, said: str, tmp_path: Path, ontology: Ontology
) -> None:
    with pytest.raises(SourceError, match=said):
        read(tmp_path / name, content, ontology)


def test_records_come_while_the_file_is_read(tmp_path: Path, ontology: Ontology) -> None:
    """A damaged end does not keep the records before it: nothing waits for the whole file."""
    path = tmp_path / "dump.json"
    path.write_bytes(json.dumps(ITEM).encode() + b"\n{broken")
    assert list(itertools.islice(read_source(path, ontology), 1)) == [WIKIDATA]
