"""The measure itself: metrics on examples worked out by hand, and every set's adapter on tiny records in its form."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from kg.model import Article, Chain, Claim, Evidence, Extraction, Mention, Relation
from kg.ontology import Ontology
from tests.quality import __main__ as command
from tests.quality import carb, dwie, knowledgenet, plover, polnear, redocred
from tests.quality.benchmark import Benchmark, Measurement
from tests.quality.coreference import assignment, clusters, conll
from tests.quality.data import NoDataError, read_split, sample
from tests.quality.mapping import Composition, Row, Rule, Table, conventional, read_table
from tests.quality.relations import entity_level, related, typed
from tests.quality.scores import Score, Scores
from tests.quality.spans import align, jaccard, tidy
from tests.quality.tuples import Tuple, curve, match
from tests.quality.values import correlation, mean_absolute_error

TEXT = "Norway's Prime Minister Kari Dahl met Per Lie in Oslo on Monday. The Norwegian leader said she was pleased."


def span(words: str, text: str = TEXT) -> tuple[int, int]:
    """Where `words` first stand."""
    start = text.index(words)
    return start, start + len(words)


def bounds(words: str, text: str = TEXT) -> dict[str, int]:
    """The same as the sets' own fields."""
    start, end = span(words, text)
    return {"start": start, "end": end}


RECORDS: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "dwie": (
        "train",
        [
            {
                "id": "a1",
                "text": TEXT,
                "mentions": [
                    {"id": 0, **bounds("Norway")},
                    {"id": 1, **bounds("Kari Dahl")},
                    {"id": 2, **bounds("Per Lie")},
                    {"id": 3, **bounds("Norwegian")},
                ],
                "entities": [
                    {"id": 0, "types": ["entity", "location", "gpe", "gpe0"], "mentions": [0], "link": "Norway"},
                    {"id": 1, "types": ["entity", "person", "politician", "head_of_gov"], "mentions": [1]},
                    {"id": 2, "types": ["entity", "person"], "mentions": [2]},
                    {"id": 3, "types": ["other", "gpe0-x"], "mentions": [3]},
                    {"id": 4, "types": [], "mentions": []},
                ],
                "relations": [
                    {"s": 1, "p": "head_of_gov", "o": 0},
                    {"s": 1, "p": "head_of_gov-x", "o": 3},
                    {"s": 3, "p": "gpe0", "o": 0},
                    {"s": 2, "p": "citizen_of", "o": 4},
                ],
            }
        ],
    ),
    "gum": (
        "dev",
        [
            {
                "id": "GUM_news_dahl",
                "genre": "news",
                "text": TEXT,
                "mentions": [
                    {"id": 0, **bounds("Kari Dahl")},
                    {"id": 1, **bounds("The Norwegian leader")},
                    {"id": 2, **bounds("she")},
                    {"id": 3, **bounds("Oslo")},
                ],
                "clusters": {"1": [0, 1, 2], "2": [3]},
                "ontogum_clusters": [[list(span(w)) for w in ("Kari Dahl", "The Norwegian leader", "she")]],
            }
        ],
    ),
    "ewner": (
        "train",
        [{"id": "e1", "text": TEXT, "mentions": [{**bounds("Oslo"), "type": "Location"}]}],
    ),
    "polnear": (
        "dev",
        [
            {
                "id": "p1",
                "text": TEXT,
                "attributions": [
                    {
                        "id": "E1",
                        "source": [list(span("The Norwegian leader"))],
                        "cue": [list(span("said"))],
                        "content": [list(span("she was")), list(span("pleased."))],
                        "quote_type": "indirect",
                    }
                ],
            }
        ],
    ),
    "knowledgenet": (
        "train",
        [
            {
                "id": "7",
                "fold": 3,
                "text": TEXT,
                "passages": [{"start": 0, "end": 64, "annotated_properties": ["NATIONALITY"]}],
                "facts": [{"property": "NATIONALITY", "s": list(span("Kari Dahl")), "o": list(span("Norway"))}],
            }
        ],
    ),
    "redocred": (
        "train",
        [
            {
                "id": "r1",
                "title": "Kari Dahl",
                "text": TEXT,
                "mentions": [{"id": 0, **bounds("Kari Dahl"), "entity": 0}, {"id": 1, **bounds("Norway"), "entity": 1}],
                "entities": [{"id": 0, "mentions": [0]}, {"id": 1, "mentions": [1]}],
                "relations": [{"s": 0, "p": "P27", "name": "country of citizenship", "o": 1, "evidence": [0]}],
            }
        ],
    ),
    "plover": (
        "dev",
        [
            {
                "id": "c1",
                "date": "2000-01-01",
                "text": "Norwegian farmers blocked a road to Sweden .",
                "event": "PROTEST",
                "source": [{"actorText": "Norwegian ... farmers", "code": "NOR"}],
                "target": "",
            }
        ],
    ),
    "factuality": (
        "dev",
        [
            {
                "id": "uw_dev_0",
                "text": TEXT,
                "events": [
                    {**bounds("met"), "factuality": 3.0},
                    {**bounds("said"), "factuality": 2.4},
                    {**bounds("pleased"), "factuality": -1.0},
                ],
            }
        ],
    ),
    "ecbplus": (
        "dev",
        [
            {
                "id": name,
                "topic": "1",
                "subtopic": "1_0",
                "text": TEXT,
                "mentions": [
                    {"id": "1", "kind": "event", **bounds("met"), "cluster": "ACT1", "in_selected": True},
                    {"id": "2", "kind": "participant", **bounds("Per Lie"), "cluster": "HUM1", "in_selected": True},
                    {"id": "3", "kind": "loc", **bounds("Oslo"), "cluster": f"LOC{name}", "in_selected": False},
                ],
            }
            for name in ("x1", "x2")
        ],
    ),
}

GAP = "ID\tText\tPronoun\tPronoun-offset\tA\tA-offset\tA-coref\tB\tB-offset\tB-coref\tURL\n" + "".join(
    "\t".join(
        (number, text, pronoun, "86", "Kari Dahl", "24", first, "Per Lie", "38", str(first == "FALSE").upper(), "-\n")
    )
    for number, text, pronoun, first in (("g-1", TEXT + ' "So', "she", "TRUE"), ("g-2", TEXT, "his", "FALSE"))
)
CARB = "Kari met Per in Oslo .\tmet\tKari\tPer\tin Oslo\nKari met Per in Oslo .\tmet in\tKari\tOslo\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with every set in its own form, some gzipped."""
    for name, (split, records) in RECORDS.items():
        folder = tmp_path / name
        folder.mkdir()
        with gzip.open(folder / f"{split}.jsonl.gz", "wt", encoding="utf-8") as out:
            out.writelines(json.dumps(record) + "\n" for record in records)
    for name, file, content in (("gap", "validation.tsv", GAP), ("carb", "dev.tsv", CARB)):
        (tmp_path / name).mkdir()
        (tmp_path / name / file).write_text(content, encoding="utf-8")
    return tmp_path


def best_is_one(scores: Scores) -> dict[str, float]:
    """Scores by name, errors turned so that 1 is best for all."""
    values = {name: score.f1 if isinstance(score, Score) else score for name, score in scores.items()}
    return {name: 1 - value if name.endswith("MAE") else value for name, value in values.items()}


@pytest.mark.parametrize("name", command.BENCHMARKS)
def test_gold_against_gold_is_one(name: str, data: Path) -> None:
    benchmark = command.BENCHMARKS[name]
    records = benchmark.read(data / (benchmark.folder or name), "dev")
    gold = [benchmark.gold(record) for record in records]
    values = best_is_one(benchmark.score(gold, gold))
    assert records
    assert values == pytest.approx(dict.fromkeys(values, 1.0))


@pytest.mark.parametrize("name", command.BENCHMARKS)
def test_an_extraction_that_says_nothing_scores_less(name: str, data: Path) -> None:
    benchmark = command.BENCHMARKS[name]
    records = benchmark.read(data / (benchmark.folder or name), "dev")
    answers = [benchmark.answer(record, nothing(benchmark, record)) for record in records]
    values = best_is_one(benchmark.score(answers, [benchmark.gold(record) for record in records]))
    assert min(values.values()) < 1.0


def nothing(benchmark: Benchmark[Any], record: dict[str, Any]) -> Sequence[Any]:
    """What `extract` would give for articles in which nothing is found."""
    articles = benchmark.articles(record)
    empty: dict[str, Callable[[Article], Any]] = {
        "factuality": lambda article: {},
        "ewner": lambda article: (Extraction(article), frozenset()),
        "redocred-chains": lambda article: frozenset(),
    }
    return [empty.get(benchmark.name, Extraction)(article) for article in articles]


@pytest.mark.parametrize("name", ["dwie", "gum", "ewner", "polnear", "knowledgenet", "redocred", "factuality"])
def test_what_is_written_reads_as_what_was_scored(name: str, data: Path) -> None:
    benchmark = command.BENCHMARKS[name]
    (record,) = benchmark.read(data / name, "dev")
    gold = benchmark.gold(record)
    written = json.loads(benchmark.write(record, gold))
    if name == "dwie":
        assert from_official(written) == gold
    else:
        assert benchmark.gold({**record, **written}) == gold


def from_official(written: dict[str, Any]) -> dwie.Document:
    """DWIE's official form, read independently of the adapter."""
    spans: dict[int, list[tuple[int, int]]] = {}
    for mention in written["mentions"]:
        spans.setdefault(mention["concept"], []).append((mention["begin"], mention["end"]))
    concepts = tuple(
        dwie.Concept(tuple(spans[concept["concept"]]), tuple(tag.removeprefix("type::") for tag in concept["tags"]))
        for concept in written["concepts"]
    )
    return dwie.Document(concepts, tuple((r["s"], r["p"], r["o"]) for r in written["relations"]))


def test_lines_for_other_programs(data: Path) -> None:
    (sentence,) = carb.read(data / "carb", "dev")
    assert carb.BENCHMARK.write(sentence, carb.gold(sentence)).splitlines() == [
        "Kari met Per in Oslo .\t1\tmet\tKari\tPer\tin Oslo",
        "Kari met Per in Oslo .\t1\tmet in\tKari\tOslo",
    ]
    gap = command.BENCHMARKS["gap"]
    first, second = gap.read(data / "gap", "dev")
    assert gap.write(first, gap.gold(first)) == "g-1\tTRUE\tFALSE"
    assert gap.write(second, gap.gold(second)) == "g-2\tFALSE\tTRUE"


@pytest.mark.parametrize("file", ["test.jsonl", "test.jsonl.gz"])
def test_data_is_accepted_plain_and_gzipped(file: str, tmp_path: Path) -> None:
    opener = gzip.open if file.endswith(".gz") else open
    with opener(tmp_path / file, "wt", encoding="utf-8") as out:
        out.write('{"id": 1}\n\n{"id": 2}\n')
    assert [record["id"] for record in read_split(tmp_path, "test")] == [1, 2]
    with pytest.raises(NoDataError, match="train"):
        read_split(tmp_path, "train")


def test_a_sample_is_evenly_spaced() -> None:
    records = [{"id": number} for number in range(10)]
    assert [record["id"] for record in sample(records, 5)] == [0, 2, 4, 6, 8]
    assert sample(records, None) == sample(records, 99) == records


def numbers(score: Score | float) -> tuple[float, float]:
    """Precision and recall."""
    assert isinstance(score, Score)
    return score.precision, score.recall


def test_coreference_of_bagga_and_baldwin() -> None:
    scores = conll([clusters(["12345", "6789ABC"])], [clusters(["12345", "67", "89ABC"])])
    assert numbers(scores["MUC"]) == pytest.approx((9 / 10, 9 / 9))
    assert numbers(scores["B3"]) == pytest.approx(((5 + 4 / 7 + 25 / 7) / 12, 1.0))
    similarity = 1 + 2 * 5 / 12
    assert numbers(scores["CEAF-e"]) == pytest.approx((similarity / 2, similarity / 3))
    assert numbers(scores["mentions"]) == (1.0, 1.0)


def test_coreference_counts_missing_and_spurious_mentions() -> None:
    scores = conll([clusters([[(0, 1), (2, 3), (8, 9)]])], [clusters([[(0, 1), (2, 3)], [(4, 5)]])])
    assert numbers(scores["mentions"]) == pytest.approx((2 / 3, 2 / 3))
    assert numbers(scores["MUC"]) == pytest.approx((1 / 2, 1.0))
    assert numbers(scores["B3"]) == pytest.approx((4 / 9, 2 / 3))
    assert numbers(scores["CEAF-e"]) == pytest.approx((4 / 5, 4 / 5 / 2))


def test_clusters_are_disjoint_and_may_leave_out_singletons() -> None:
    assert clusters([[1, 2], [2, 3], []]) == (frozenset((1, 2)), frozenset((3,)))
    assert clusters([[1, 2], [2, 3]], singletons=False) == (frozenset((1, 2)),)


def test_assignment_is_the_best_not_the_greedy_one() -> None:
    assert assignment([[3.0, 2.0], [2.0, 0.0]]) == 4.0
    assert assignment([[1.0, 0.0, 5.0], [0.0, 0.0, 6.0]]) == 7.0


def test_entity_level_scores() -> None:
    gold = frozenset([typed("abcd", "person"), typed("xy", "company")])
    predicted = frozenset([typed("ab", "person"), typed("xy", "company"), typed("z", "company")])
    scores = entity_level([predicted], [gold])
    assert numbers(scores["mention"]) == pytest.approx((4 / 5, 4 / 6))
    assert numbers(scores["soft"]) == pytest.approx((2 / 3, (0.5 + 1) / 2))
    assert numbers(scores["hard"]) == pytest.approx((1 / 3, 1 / 2))
    pairs = entity_level([frozenset([related("a", "leads", "x")])], [frozenset([related("ab", "leads", "x")])])
    assert numbers(pairs["soft"]) == (1.0, 0.5)
    assert numbers(pairs["hard"]) == (0.0, 0.0)


def test_tuple_match() -> None:
    gold = Tuple("met in", ("Kari", "Oslo"))
    assert match(Tuple("met in", ("Kari Dahl", "Oslo")), gold) == Score(4 / 5, 1.0)
    assert match(Tuple("saw", ("Kari", "Oslo")), gold) == Score(0.0, 0.0)
    assert match(Tuple("met in", ("Kari",)), gold) == Score(0.0, 0.0)
    assert match(Tuple("be", ("Kari", "a judge")), Tuple("is", ("Kari", "a judge"))) == Score(1.0, 1.0)
    saying = Tuple("said", ("Kari", "it rained"))
    assert match(Tuple("said", ("it rained", "Kari")), saying) == Score(1.0, 1.0)


def test_tuple_curve() -> None:
    gold = [[Tuple("met", ("Kari", "Per"))], [Tuple("left", ("Per", "Oslo"))]]
    predicted = [[Tuple("met", ("Kari", "Per"), 0.9), Tuple("met", ("x", "y"), 0.2)], []]
    found = curve(predicted, gold)
    assert found.points == (Score(0.5, 0.5), Score(1.0, 0.5))
    assert found.best == Score(1.0, 0.5)
    assert found.area == pytest.approx(0.5)
    assert curve([[], []], gold).area == 0.0


def test_spans() -> None:
    assert tidy([(4, 7), (0, 3)], "ab  cd ef") == ((0, 6),)
    assert tidy([(0, 2), (3, 6)], "ab, cd") == ((0, 2), (4, 6))
    assert jaccard(((0, 4),), ((2, 6),)) == pytest.approx(2 / 6)
    assert align([((0, 4),), ((0, 5),)], [((0, 5),)]) == {1: 0}


def test_values() -> None:
    assert mean_absolute_error([1, 2], [3, 2]) == 1.0
    assert correlation([1, 2, 3], [2, 4, 6]) == pytest.approx(1.0)
    assert correlation([1, 2, 3], [3, 2, 1]) == pytest.approx(-1.0)
    assert correlation([1, 1], [0, 1]) == 0.0


def extraction(*chains: Chain, relations: Sequence[Relation] = (), claims: Sequence[Claim] = ()) -> Extraction:
    """An extraction of TEXT; a chain's mentions are given as wordings, "she" being a pronoun."""
    mentions = [
        Mention(f"{chain.id}-{words}", *span(words), "pronoun" if words == "she" else "name", chain.type, chain.id)
        for chain in chains
        for words in chain.mentions
    ]
    numbered = tuple(
        Chain(c.id, c.type, c.types, c.name, (), tuple(m.id for m in mentions if m.chain == c.id)) for c in chains
    )
    return Extraction(Article("a1", TEXT), tuple(mentions), numbered, tuple(relations), tuple(claims))


def relation(subject: str, predicate: str, obj: str, time: str | None = None) -> Relation:
    """A relation whose evidence is the first sentence."""
    return Relation("r", subject, predicate, obj, Evidence(0, 64, (0, 1), (0, 1), (0, 1)), time=time)


NORWAY = Chain("n", "Country", ("Country", "Location"), "Norway", (), ("Norway", "Norwegian"))
DAHL = Chain("d", "Person", ("HeadOfGovernment", "Person"), "Kari Dahl", (), ("Kari Dahl", "she"))
LIE = Chain("l", "Person", ("Person",), "Per Lie", (), ("Per Lie",))


def test_dwie_answers_with_demonyms_types_and_what_follows(data: Path) -> None:
    (record,) = dwie.read(data / "dwie", "dev")
    found = extraction(NORWAY, DAHL, LIE, relations=[relation("d", "headOfGovernment", "n")])
    answer = dwie.answer(record, [found])
    words = [tuple(TEXT[start:end] for start, end in concept.spans) for concept in answer.concepts]
    assert words == [("Norway",), ("Kari Dahl",), ("Per Lie",), ("Norwegian",)]
    assert set(answer.concepts[1].types) == {"head_of_gov", "politician", "person", "entity"}
    assert set(answer.concepts[3].types) == {"gpe0-x", "other"}
    assert {(words[s][0], label, words[o][0]) for s, label, o in answer.relations} == {
        ("Kari Dahl", "head_of_gov", "Norway"),
        ("Kari Dahl", "head_of_gov-x", "Norwegian"),
        ("Kari Dahl", "agent_of", "Norway"),
        ("Kari Dahl", "citizen_of", "Norway"),
        ("Kari Dahl", "citizen_of-x", "Norwegian"),
        ("Norwegian", "gpe0", "Norway"),
    }


def test_knowledgenet_answers_with_every_mention_in_the_passage(data: Path) -> None:
    (record,) = knowledgenet.read(data / "knowledgenet", "dev")
    found = extraction(NORWAY, DAHL, relations=[relation("d", "citizenOf", "n")])
    (passage,) = knowledgenet.answer(record, [found])
    assert passage.facts == {knowledgenet.Fact("NATIONALITY", span("Kari Dahl"), span("Norway"))}


def test_knowledgenet_forgives_a_prediction_beside_a_right_one() -> None:
    fact = knowledgenet.Fact("SPOUSE", (0, 4), (10, 14))
    longer, wrong = knowledgenet.Fact("SPOUSE", (0, 9), (10, 20)), knowledgenet.Fact("SPOUSE", (30, 34), (10, 14))
    beside = knowledgenet.Fact("SPOUSE", (5, 9), (15, 20))
    gold = knowledgenet.Passage((0, 40), frozenset(["SPOUSE"]), frozenset([fact]))
    other = knowledgenet.Fact("CEO", (0, 4), (10, 14))
    ours = knowledgenet.Passage((0, 40), frozenset(["SPOUSE"]), frozenset([longer, wrong, beside, other]))
    assert knowledgenet.score([(ours,)], [(gold,)])["overlap"] == Score(1 / 2, 1.0)


def test_redocred_stands_chains_for_gold_entities(data: Path) -> None:
    (record,) = redocred.read(data / "redocred", "dev")
    found = extraction(NORWAY, DAHL, LIE, relations=[relation("d", "citizenOf", "n"), relation("l", "citizenOf", "n")])
    assert redocred.answer(record, [found]).triples == {("0", "P27", "1"), ("l", "P27", "1")}


def test_polnear_speaker_may_be_named_elsewhere() -> None:
    text = TEXT
    (record,) = RECORDS["polnear"][1]
    gold = polnear.gold(record)
    assert gold[0].content == (span("she was pleased.", text),)
    claim = Claim("k", "d", (span("she"),), (span("said"),), (span("she was pleased."),), "indirect", "Saying")
    leader = Chain("d", "Person", ("Person",), "Kari Dahl", (), ("Kari Dahl", "Norwegian leader"))
    scores = polnear.score([polnear.answer(record, [extraction(leader, claims=[claim])])], [gold])
    assert scores["speaker accuracy"] == 1.0
    assert scores["exact content"] == Score(1.0, 1.0)
    assert scores["exact source"] == Score(0.0, 0.0)


def test_plover_finds_actors_by_their_words() -> None:
    (record,) = RECORDS["plover"][1]
    (event,) = plover.gold(record)
    assert event == plover.Event("PROTEST", (span("Norwegian", record["text"]),), ())
    assert plover.score([(plover.Event("PROTEST", ((0, 17),)),)], [(event,)])["event"] == Score(1.0, 1.0)
    assert plover.score([(plover.Event("PROTEST", ((30, 36),)),)], [(event,)])["source"] == Score(0.0, 0.0)


def test_rules_and_compositions_close_facts() -> None:
    table = Table(
        types={"Person": ("person",)},
        parents={"person": ("entity",)},
        rows=(Row(("leads",), ("CEO",), inverse=True, subject=("Person",)),),
        rules=(Rule(("CEO",), ("EMPLOYER",), object=("Person",)), Rule(("EMPLOYER",), ("EMPLOYEE",), inverse=True)),
        compositions=(Composition(("EMPLOYEE",), ("SUBSIDIARY",), ("EMPLOYEE",)),),
    )
    classes = {"p": ["Person"], "c": ["Company"], "g": ["Company"]}
    labelled = table.labelled(("p", "leads", "c"), classes)
    assert labelled == {("c", "CEO", "p")}
    assert table.labelled(("g", "leads", "c"), classes) == set()
    assert table.close(labelled | {("c", "SUBSIDIARY", "g")}, classes) == {
        ("c", "CEO", "p"),
        ("c", "EMPLOYER", "p"),
        ("p", "EMPLOYEE", "c"),
        ("c", "SUBSIDIARY", "g"),
        ("p", "EMPLOYEE", "g"),
    }
    assert table.labels(["Person", "Agent"]) == ("person", "entity")


@pytest.mark.parametrize(
    ("coarse", "words", "kept"),
    [
        ("Time", "late March", "March"),
        ("Time", "the end of 2019", "2019"),
        ("Time", "on Tuesday", "Tuesday"),
        ("Time", "two years", None),
        ("Time", "next year", None),
        ("Money", "about $5 million", "$5 million"),
        ("Person", "the late March", "the late March"),
    ],
)
def test_values_as_news_corpora_annotate_them(coarse: str, words: str, kept: str | None) -> None:
    found = conventional((0, len(words)), coarse, words)
    assert (words[slice(*found)] if found else None) == kept


@pytest.mark.parametrize("name", ["dwie", "ewner", "knowledgenet", "redocred"])
def test_tables_name_what_the_ontology_has(name: str, ontology: Ontology) -> None:
    table = read_table(name)
    properties = {ours for row in table.rows for ours in row.ours}
    classes = {name for name in table.types if " " not in name}
    classes.update(name for row in table.rows for name in (*row.subject, *row.object))
    classes.update(name for rule in table.rules for name in rule.object)
    assert properties <= ontology.properties.keys()
    assert classes <= ontology.classes.keys()


def test_plover_table_names_what_the_ontology_has(ontology: Ontology) -> None:
    mapping = plover.read_mapping()
    assert mapping["acts"].keys() <= ontology.classes.keys()
    assert mapping["relations"].keys() <= ontology.properties.keys()


def test_a_set_without_data_is_skipped_loudly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["dwie", "--data", str(tmp_path)]) == 2
    assert "SKIPPED dwie" in capsys.readouterr().err


@pytest.mark.parametrize(("least", "code"), [(0.4, 0), (0.6, 1)])
def test_floors(least: float, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    floors = {"dwie": {"limit": 7, "scores": {"typing hard": least}}, "gum": None}
    (tmp_path / "floors.json").write_text(json.dumps(floors), encoding="utf-8")
    limits = []

    def fake(*arguments: Any) -> Measurement:
        limits.append(arguments[3])
        return Measurement(1, {"typing hard": Score(0.5, 0.5)}, ())

    monkeypatch.setattr(command, "FLOORS", tmp_path / "floors.json")
    monkeypatch.setattr(command, "measure", fake)
    assert command.main(["all", "--data", str(tmp_path), "--floors"]) == code
    assert limits == [7]


def test_the_floors_that_ship_name_all_sets() -> None:
    assert json.loads(command.FLOORS.read_text(encoding="utf-8")).keys() == command.BENCHMARKS.keys()


@pytest.mark.model
def test_the_command_measures_and_writes(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "predictions.jsonl"
    assert command.main(["dwie", "--data", str(data), "--json", "--predictions", str(out)]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["set"], printed["records"]) == ("dwie", 1)
    assert printed["scores"]["coreference average"] > 0.3
    written = json.loads(out.read_text(encoding="utf-8"))
    assert {TEXT[m["begin"] : m["end"]] for m in written["mentions"]} >= {"Kari Dahl", "Oslo"}
