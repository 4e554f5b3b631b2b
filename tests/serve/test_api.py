"""The JSON API: every route on a graph whose answers are known, pages, errors, and the contract by schemathesis."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx
import msgspec
import pytest
import sample_graph
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.serve import canvas, openapi, paths
from kg.serve.api import routes
from kg.serve.names import Known, NameIndex, simplified
from kg.serve.pages import make_cursor, page_of, read_cursor
from kg.serve.parameters import Around, Between
from kg.serve.snapshot import Snapshot


def ask(client: httpx.Client, path: str, **parameters: object) -> Any:
    response = client.get("/api" + path, params=parameters)
    assert response.status_code == 200, response.text
    return response.json()


def problem(client: httpx.Client, path: str, status: int, **parameters: object) -> str:
    response = client.get("/api" + path, params=parameters)
    assert (response.status_code, response.headers["content-type"]) == (status, "application/json")
    assert response.json()["status"] == status
    return str(response.json()["detail"])


def names(found: Any) -> list[str]:
    return [item["name"] for item in found["items"]]


# What there is


def test_the_overview_counts_and_lists_what_can_be_filtered_by(client: httpx.Client) -> None:
    found = ask(client, "/overview")
    assert (found["articles"], found["first"], found["last"]) == (6, "2024-02-01", "2024-03-07T09:30:00Z")
    assert {"name": "Person", "label": "person", "count": 4} in found["types"]
    assert {"name": 'The "Example" Post', "label": 'The "Example" Post', "count": 1} in found["sources"]
    assert "worksFor" in [each["name"] for each in found["relations"]]
    assert {each["name"] for each in found["acts"]} == {"Accusation", "Denial", "Saying"}
    assert found["inferences"] > 0


def test_named_queries_come_with_their_text_and_run_as_they_are(client: httpx.Client) -> None:
    found = ask(client, "/queries")
    assert found["prefixes"]["kg"] == "https://kg.example/ns#"
    query = next(each for each in found["items"] if each["name"] == "who-said-what")
    assert {"name": "about", "kind": "entity"}.items() <= query["parameters"][0].items()
    assert client.post("/sparql", data={"query": query["sparql"]}).status_code == 200


# Search


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("lindqvist", "Mara Lindqvist"),
        ("Lindkvist", "Mara Lindqvist"),
        ("mara lind", "Mara Lindqvist"),
        ("norv", "Norvik Energy"),
        ("NORVIK ENERGI", "Norvik Energy"),
        ("adeyémi, tom", "Tom Adeyemi"),
        ("lule", "Lule Port"),
    ],
)
def test_search_forgives(client: httpx.Client, query: str, first: str) -> None:
    assert names(ask(client, "/search", query=query))[0] == first


def test_search_says_which_name_fits(client: httpx.Client) -> None:
    (found, *_) = ask(client, "/search", query="norvik")["items"]
    assert (found["matched"], found["score"], found["articles"]) == ("Norvik", 100.0, 2)


def test_search_without_a_name_gives_the_most_mentioned(client: httpx.Client) -> None:
    found = ask(client, "/search")
    mentions = [item["mentions"] for item in found["items"]]
    assert mentions == sorted(mentions, reverse=True)


def test_search_by_type_date_and_source(client: httpx.Client) -> None:
    assert set(names(ask(client, "/search", type="Country"))) == {"Arland", "Norway"}
    assert set(names(ask(client, "/search", type=["Country", "City"]))) == {"Arland", "Norway", "Bergen", "Oslo"}
    assert set(names(ask(client, "/search", type="Company", to="2024-02"))) == {"Kirn Rail", "Lule Port"}
    assert "Arland" in names(ask(client, "/search", **{"from": "2024-03-06", "type": "Country"}))
    assert "Norway" not in names(ask(client, "/search", **{"from": "2024-03-06", "type": "Country"}))
    assert set(names(ask(client, "/search", source='The "Example" Post', type="Person"))) == {
        "Mara Lindqvist",
        "Tom Adeyemi",
    }


def test_search_finds_nothing_rather_than_anything(client: httpx.Client) -> None:
    assert ask(client, "/search", query="Xyzzy Qwert")["items"] == []


@given(st.lists(st.text(max_size=12), max_size=12), st.text(max_size=12))
def test_an_index_finds_what_is_in_it_and_never_fails(known: list[str], query: str) -> None:
    index = NameIndex((Known(str(n), name, "Person", (), n, 1), (name,)) for n, name in enumerate(known))
    found = index.search(query)
    assert len({match.known.id for match in found}) == len(found)
    if simplified(query) and query in known:
        assert found[0].score == 100.0


def test_an_index_does_not_depend_on_the_order_of_its_input() -> None:
    told = [
        (Known(str(n), name, "Person", (), 3, 1), (name,)) for n, name in enumerate(["Ann Lee", "Anne Lea", "Lee Ann"])
    ]
    assert NameIndex(told).search("ann le") == NameIndex(reversed(told)).search("ann le")


# Entities


def test_a_card_has_names_roles_links_and_counts(client: httpx.Client) -> None:
    found = ask(client, "/entities/mara-lindqvist")
    assert (found["name"], found["aliases"], found["type"]) == ("Mara Lindqvist", ["Lindqvist"], "Person")
    assert [each["name"] for each in found["types"]] == ["Person", "BusinessPerson"]
    assert [(role["role"], role["of"]["name"]) for role in found["roles"]] == [
        ("head", "Norvik Energy"),
        ("chief executive", "Norvik Energy"),
    ]
    assert (found["first"], found["last"], found["articles"]) == ("2024-03-05", "2024-03-07T09:30:00Z", 2)
    arland = ask(client, "/entities/arland")
    assert arland["links"] == [
        {"iri": "https://geo.example/1", "same": True},
        {"iri": "https://wiki.example/Q%201", "same": False},
    ]
    assert (arland["claims_by"], arland["claims_about"]) == (1, 1)


def test_an_entity_that_is_not_there_is_404(client: httpx.Client) -> None:
    for path in ("", "/relations", "/claims", "/timeline", "/articles"):
        assert "nobody-here" in problem(client, f"/entities/nobody-here{path}", 404)


def test_relations_say_what_is_asserted_and_what_is_not(client: httpx.Client) -> None:
    edges = {edge["label"]: edge for edge in ask(client, "/entities/norvik-energy/relations")["items"]}
    leads, bribes = edges["leads"], edges["not bribes (says Tom Adeyemi)"]
    assert (leads["kind"], leads["asserted"], leads["articles"], len(leads["grounds"])) == ("asserted", True, 2, 2)
    assert (bribes["kind"], bribes["polarity"], bribes["speaker"]["name"]) == ("claim", "negative", "Tom Adeyemi")
    assert edges["spies on (says Arland)"]["certainty"] == "underspecified"
    assert edges["leads"]["quote"] == "Mara Lindqvist leads Norvik Energy."
    assert edges["accuses"]["time"] == "2024-03-05"


def test_relations_are_grouped_and_groups_count_all_pages(client: httpx.Client) -> None:
    whole = ask(client, "/entities/norvik-energy/relations")
    part = ask(client, "/entities/norvik-energy/relations", limit=1)
    assert part["groups"] == whole["groups"]
    assert sum(group["count"] for group in whole["groups"]) == whole["total"] == len(whole["items"])
    assert {"kind": "asserted", "predicate": "leads", "name": "leads", "outgoing": False, "count": 1} in whole["groups"]


@pytest.mark.parametrize(
    ("asked", "labels"),
    [
        ({"kind": "asserted", "predicate": "leads"}, {"leads"}),
        ({"polarity": "negative"}, {"not bribes (says Tom Adeyemi)"}),
        ({"certainty": "underspecified"}, {"spies on (says Arland)"}),
        ({"other": "mara-lindqvist", "kind": "asserted"}, {"leads"}),
        (
            {"kind": "claim", "source": 'The "Example" Post'},
            {"not bribes (says Tom Adeyemi)", "spies on (says Arland)"},
        ),
        ({"from": "2024-03-06"}, set()),
    ],
)
def test_relations_are_filtered(client: httpx.Client, asked: dict[str, str], labels: set[str]) -> None:
    found = ask(client, "/entities/norvik-energy/relations", **asked)
    assert {edge["label"] for edge in found["items"]} == labels


def test_open_statements_keep_the_words_that_are_no_entity(client: httpx.Client) -> None:
    edges = ask(client, "/entities/mara-lindqvist/relations", kind="open")["items"]
    ends = {(edge["name"], edge["object"]["id"], edge["object"]["name"]) for edge in edges}
    assert ("hopes for a deal with", "arland", "Arland") in ends
    assert all(edge["asserted"] is (edge["label"] == edge["name"]) for edge in edges)


def test_inferred_edges_are_marked_and_never_asserted(client: httpx.Client) -> None:
    (edge,) = ask(client, "/entities/lule-port/relations", kind="inferred", other="norway")["items"]
    assert (edge["label"], edge["asserted"], edge["article"]) == ("based in (inferred)", False, None)
    evidence = ask(client, f"/evidence/{edge['id']}")
    assert "based in" in evidence["rule"]
    assert len(evidence["premises"]) == 2
    assert all(premise.startswith("relation/") for premise in evidence["premises"])


def test_claims_by_and_about(client: httpx.Client) -> None:
    (by,) = ask(client, "/entities/tom-adeyemi/claims", side="by")["items"]
    assert (by["act"], by["polarity"], by["cue"]) == ("Denial", "negative", "denied")
    assert by["content"] == "Norvik Energy bribed Arland"
    assert [entity["name"] for entity in by["about"]] == ["Arland", "Norvik Energy"]
    about = ask(client, "/entities/norvik-energy/claims", side="about")["items"]
    assert {claim["act"] for claim in about} == {"Denial", "Accusation"}
    (accused,) = ask(client, "/entities/norvik-energy/claims", side="about", act="Accusation")["items"]
    assert accused["parent"] == by["id"]


def test_a_timeline_is_in_order_of_what_happened(client: httpx.Client) -> None:
    events = ask(client, "/entities/arland/timeline")["items"]
    dates = [event["date"] or event["published"] for event in events]
    assert dates == sorted(dates)
    assert {"edge", "claim"} == {"edge" if event["edge"] else "claim" for event in events}
    assert ask(client, "/entities/arland/timeline", to="2024-02")["items"] == []


def test_articles_of_an_entity_are_the_latest_first(client: httpx.Client) -> None:
    found = ask(client, "/entities/arland/articles")["items"]
    assert [each["id"] for each in found] == ["a2", "a1"]


# Articles and evidence


def test_an_article_has_its_text_with_everything_at_its_place(client: httpx.Client) -> None:
    found = ask(client, "/articles/a1")
    text = found["text"]
    assert text == sample_graph.FIRST
    assert found["article"]["title"] == sample_graph.TITLE
    called = {(text[each["start"] : each["end"]], (each["entity"] or {}).get("id")) for each in found["mentions"]}
    assert {("Mara Lindqvist", "mara-lindqvist"), ("Arland", "arland")} <= called
    for said in (*found["claims"], *found["edges"]):
        assert all(text[mark["start"] : mark["end"]] == mark["text"] for mark in said["marks"])
    assert [claim["claim"]["act"] for claim in found["claims"]] == ["Denial", "Accusation"]
    assert [mark["part"] for mark in found["claims"][0]["marks"]] == ["source", "cue", "content"]


def test_a_mention_outside_the_graph_has_no_entity(client: httpx.Client) -> None:
    values = [each for each in ask(client, "/articles/a1")["mentions"] if each["kind"] == "value"]
    assert [(each["type"], each["entity"]) for each in values] == [("Role", None)]


def test_articles_by_title_and_date(client: httpx.Client) -> None:
    assert [each["id"] for each in ask(client, "/articles", query="report A")["items"]] == ["a6", "a5", "a4", "a3"]
    assert [each["id"] for each in ask(client, "/articles", to="2024-02-01")["items"]] == ["a3"]
    assert "nope" in problem(client, "/articles/nope", 404)


def test_evidence_of_an_edge_is_the_sentence_with_both_arguments_and_the_cue(client: httpx.Client) -> None:
    (edge,) = ask(client, "/entities/norvik-energy/relations", predicate="leads")["items"]
    found = ask(client, f"/evidence/{edge['id']}")
    assert found["quote"] == "Mara Lindqvist leads Norvik Energy."
    assert [(mark["part"], mark["text"]) for mark in found["marks"]] == [
        ("subject", "Mara Lindqvist"),
        ("cue", "leads"),
        ("object", "Norvik Energy"),
    ]
    assert found["before"] + found["quote"] + found["after"] == sample_graph.FIRST
    assert [each["entity"] for each in found["identities"]] == ["Mara Lindqvist", "Norvik Energy"]
    late = ask(client, f"/evidence/{edge['grounds'][1]}")
    assert late["identities"][0]["joined"][0]["reasons"] == ["same organisation", "the surname is in the name"]


def test_evidence_of_a_claim(client: httpx.Client) -> None:
    (claim,) = ask(client, "/entities/tom-adeyemi/claims")["items"]
    found = ask(client, f"/evidence/{claim['id']}")
    assert (found["claim"], found["edge"]) == (claim, None)


@pytest.mark.parametrize("kind", ["relation", "claim", "statement", "inference", "article", "entity", "nonsense"])
def test_evidence_of_nothing_is_404(client: httpx.Client, kind: str) -> None:
    problem(client, f"/evidence/{kind}/0123456789abcdef", 404)


@pytest.mark.parametrize("digest", ["%", "%%41", "%2", "a b", "é", "<x>", '"', "%25"])
def test_evidence_of_what_is_no_iri_is_404(client: httpx.Client, digest: str) -> None:
    problem(client, f"/evidence/relation/{quote(digest, safe='')}", 404)
    problem(client, f"/entities/{quote(digest, safe='')}", 404)


# Canvas


def test_a_neighbourhood_has_edges_among_all_its_nodes(client: httpx.Client) -> None:
    found = ask(client, "/neighbourhood", entity="norvik-energy")
    nodes = {node["id"]: node for node in found["nodes"]}
    assert set(nodes) == {"norvik-energy", "mara-lindqvist", "arland"}
    assert (nodes["norvik-energy"]["degree"], nodes["arland"]["degree"]) == (2, None)
    assert all({edge["source"], edge["target"]} <= set(nodes) for edge in found["edges"])
    ends = {(edge["source"], edge["target"], edge["name"]) for edge in found["edges"]}
    assert ("mara-lindqvist", "arland", "hopes for a deal with") in ends


def test_a_neighbourhood_is_bounded_and_says_what_is_hidden(client: httpx.Client) -> None:
    found = ask(client, "/neighbourhood", entity="norvik-energy", limit=1)
    assert (len(found["nodes"]), found["hidden"]) == (2, 1)
    assert ask(client, "/neighbourhood", entity="norvik-energy", limit=0)["nodes"][0]["name"] == "Norvik Energy"


def test_expanding_adds_what_is_new_and_its_edges_to_what_is_shown(client: httpx.Client) -> None:
    found = ask(client, "/neighbourhood", entity="mara-lindqvist", shown=["norvik-energy", "arland", "gone"])
    assert {node["id"] for node in found["nodes"]} == {"mara-lindqvist", "harbour-bank"}
    assert {"norvik-energy", "arland"} <= {edge["target"] for edge in found["edges"]}


def test_a_neighbourhood_is_filtered(client: httpx.Client) -> None:
    found = ask(client, "/neighbourhood", entity="norvik-energy", kind=["asserted", "inferred"])
    assert {edge["kind"] for edge in found["edges"]} <= {"asserted", "inferred"}
    assert (
        ask(client, "/neighbourhood", entity="norvik-energy", polarity="negative")["edges"][0]["speaker"]
        == "Tom Adeyemi"
    )


def test_the_shortest_path(client: httpx.Client) -> None:
    (path,) = ask(client, "/path", start="ada-berg", end="norway")["paths"]
    assert [step["target"]["name"] for step in path] == ["Kirn Rail", "Lule Port", "Bergen", "Norway"]
    assert [edge["name"] for step in path for edge in step["edges"]] == ["leads", "owns", "based in", "located in"]
    assert ask(client, "/path", start="norway", end="ada-berg")["paths"][0][0]["target"]["name"] == "Bergen"


def test_paths_over_what_is_only_claimed_must_be_asked_for(client: httpx.Client) -> None:
    assert ask(client, "/path", start="kirn-rail", end="ivo-lund")["paths"][0][0]["target"]["name"] != "Ivo Lund"
    (path,) = ask(client, "/path", start="kirn-rail", end="ivo-lund", kind="claim")["paths"]
    assert [edge["label"] for edge in path[0]["edges"]] == ["bribes (says Ada Berg)", "not bribes (says Ivo Lund)"]


def test_no_path(client: httpx.Client) -> None:
    assert ask(client, "/path", start="ada-berg", end="arland") == {"paths": [], "exhausted": True}
    assert ask(client, "/path", start="ada-berg", end="norway", longest=3)["paths"] == []
    assert ask(client, "/path", start="ada-berg", end="ada-berg")["paths"] == []


def test_a_search_for_paths_ends_at_its_bound(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "_LOOKED_AT", 2)
    assert paths.paths(snapshot, Between(start="ada-berg", end="norway")).exhausted is False


# Disputes


def test_a_dispute_has_both_sides(client: httpx.Client) -> None:
    found = ask(client, "/disputes")["items"]
    (dispute,) = [each for each in found if each["content"] == "Kirn Rail bribes Ivo Lund"]
    assert [voice["speaker"]["name"] for voice in dispute["affirmed"]] == ["Ada Berg"]
    assert [voice["speaker"]["name"] for voice in dispute["denied"]] == ["Ivo Lund"]
    assert dispute["affirmed"][0]["article"]["id"] == "a5"
    assert dispute["content"] in [each["content"] for each in ask(client, "/disputes", about="ivo-lund")["items"]]
    assert ask(client, "/disputes", about="arland")["items"] == []


# Pages and errors


def test_pages_by_cursor_give_everything_once_in_the_same_order(client: httpx.Client) -> None:
    whole = ask(client, "/search", limit=200)["items"]
    paged, cursor = [], None
    while True:
        page = ask(client, "/search", limit=4, **({"cursor": cursor} if cursor else {}))
        assert page["total"] == len(whole)
        paged += page["items"]
        if (cursor := page["next"]) is None:
            break
    assert paged == whole


@given(st.integers(0, 10**9 - 1))
def test_a_cursor_comes_back_as_it_went(position: int) -> None:
    assert read_cursor(make_cursor(position)) == position


def test_a_cursor_past_the_end_is_an_empty_page() -> None:
    page = page_of([1, 2, 3], 2, make_cursor(99))
    assert (page.items, page.total, page.next) == ((), 3, None)


@pytest.mark.parametrize(
    ("path", "given", "words"),
    [
        ("/search", {"q": "x"}, "no parameter `q`"),
        ("/search", {"limit": "0"}, ">= 1"),
        ("/search", {"limit": "x"}, "int"),
        ("/search", {"limit": ["1", "2"]}, "more than once"),
        ("/search", {"from": "yesterday"}, "from"),
        ("/search", {"cursor": "x"}, "cursor"),
        ("/search", {"query": "x" * 201}, "200"),
        ("/neighbourhood", {}, "entity"),
        ("/entities/arland/relations", {"kind": "rumour"}, "rumour"),
        ("/overview", {"x": "y"}, "no parameter `x`"),
    ],
)
def test_wrong_parameters_are_400_and_say_which(
    client: httpx.Client, path: str, given: dict[str, Any], words: str
) -> None:
    assert words in problem(client, path, 400, **given)


def test_an_unknown_route_is_404_and_a_wrong_method_405(client: httpx.Client) -> None:
    assert "openapi" in problem(client, "/nonsense", 404)
    response = client.post("/api/search")
    assert (response.status_code, response.json()["status"]) == (405, 405)


# The contract


def test_the_document_names_every_route_and_the_page_shows_it(client: httpx.Client) -> None:
    document = ask(client, "/openapi.json")
    assert set(document["paths"]) == {route.path for route in routes}
    page = client.get("/api").text
    assert all(path in page for path in document["paths"])


@pytest.mark.parametrize("route", routes, ids=lambda route: route.path)
def test_every_record_reads_back_as_what_the_document_says(client: httpx.Client, route: Any) -> None:
    given = {"entity": "norvik-energy", "start": "ada-berg", "end": "norway"}
    wanted = {field.encode_name for field in msgspec.structs.fields(route.takes) if field.required}
    path = route.path.format(entity="norvik-energy", article="a1", kind="relation", digest=_some_relation(client))
    response = client.get(path, params={name: given[name] for name in wanted})
    assert response.status_code == 200
    msgspec.json.decode(response.content, type=route.gives)


def _some_relation(client: httpx.Client) -> str:
    (edge, *_) = ask(client, "/entities/norvik-energy/relations")["items"]
    return str(edge["id"]).partition("/")[2]


contract = schemathesis.openapi.from_dict(openapi.document())


@contract.parametrize()
@settings(max_examples=4, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_contract_holds_whatever_is_asked(case: schemathesis.Case, server: str) -> None:
    case.call_and_validate(base_url=server, headers={"Connection": "close"})


def test_a_canvas_of_many_seeds_is_one_graph(snapshot: Snapshot) -> None:
    found = canvas.neighbourhood(snapshot, Around(entity=("ada-berg", "norway"), limit=10))
    assert len({node.id for node in found.nodes}) == len(found.nodes)
    assert len({edge.id for edge in found.edges}) == len(found.edges)
