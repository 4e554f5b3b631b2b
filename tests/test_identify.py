"""A store is linked in place: its entities get links, everything else stays, and doing it twice changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
import sample_graph

from kg.identify import identify, index_of
from kg.link import KbIndexError
from kg.ontology import Ontology
from kg.quads import ACCEPTED_LINK
from kg.store import Store

TABLE = "id,name,aliases,type\nQ71,Mara Lindqvist,,Person\nQ72,Norvik Energy,Norvik,Company\nQ73,Someone Else,,Person\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A store of the sample graph."""
    Store.write(tmp_path / "store", sample_graph.sample()).close()
    return tmp_path / "store"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A knowledge base of three names."""
    (tmp_path / "kb.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path / "kb.csv"


def links(place: Path) -> dict[str, list[str]]:
    """The links of each entity that has some."""
    with Store(place) as store:
        return {each.name: [link.iri for link in each.links] for each in store.graph().entities if each.links}


def test_entities_get_the_links_of_their_names(place: Path, table: Path, tmp_path: Path, ontology: Ontology) -> None:
    before = links(place)
    assert index_of(table, tmp_path / "index", ontology) == 3
    linked, entities = identify(place, tmp_path / "index", ontology)
    found = links(place)
    assert found["Mara Lindqvist"] == ["http://www.wikidata.org/entity/Q71"]
    assert found["Norvik Energy"] == ["http://www.wikidata.org/entity/Q72"]
    assert found["Arland"] == before["Arland"][:1]  # what its article says; the sample adds another by hand
    assert linked == len(found) < entities


def test_what_is_queried_is_what_is_recorded(place: Path, table: Path, tmp_path: Path, ontology: Ontology) -> None:
    index_of(table, tmp_path / "index", ontology)
    identify(place, tmp_path / "index", ontology)
    with Store(place) as store:
        graph = store.graph()
        quads = {str(quad) for quad in store.dataset}
        assert quads == {str(quad) for quad in graph.quads()}
        best = next(entity.links[0] for entity in graph.entities if entity.name == "Mara Lindqvist")
        predicate = "owl#sameAs" if best.score >= ACCEPTED_LINK else "core#closeMatch"
        assert any("entity/Q71" in quad and predicate in quad for quad in quads)


def test_doing_it_again_changes_nothing(place: Path, table: Path, tmp_path: Path, ontology: Ontology) -> None:
    index_of(table, tmp_path / "index", ontology)
    identify(place, tmp_path / "index", ontology)
    with Store(place) as store:
        once = {str(quad) for quad in store.dataset}
    assert index_of(table, tmp_path / "index", ontology) == 0
    identify(place, tmp_path / "index", ontology)
    with Store(place) as store:
        assert {str(quad) for quad in store.dataset} == once


def test_without_an_index_the_store_stays_as_it_is(place: Path, tmp_path: Path, ontology: Ontology) -> None:
    before = links(place)
    with pytest.raises(KbIndexError):
        identify(place, tmp_path / "missing", ontology)
    assert links(place) == before
