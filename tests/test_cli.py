"""The command line: exit codes, what goes to which stream, what is imported, and messages for what cannot be done."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import sample_graph

import kg.annotate
import kg.query
from kg import cli
from kg.model import KgError
from kg.store import Store, is_store

HARBOUR = Path(__file__).parent / "graphs" / "harbour.trig"
SAMPLES = Path(cli.__file__).parent / "samples"
STORY = "The minister, Ada Blom, leads the Harbor Party. Blom said on Monday that the union had lied to the public."
FRENCH = "Le président a déclaré jeudi que son pays n'avait rien à voir avec cette affaire, selon son porte-parole."


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str


type Run = Callable[..., Outcome]


@pytest.fixture
def run(capsys) -> Run:
    def call(*arguments: object) -> Outcome:
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            cli.main([str(argument) for argument in arguments])
        written = capsys.readouterr()
        code = stop.value.code
        return Outcome(code if isinstance(code, int) else 0, written.out, written.err)

    return call


@pytest.fixture
def loaded(nlp, monkeypatch) -> None:
    """Commands take the pipeline that the session has loaded."""
    monkeypatch.setattr(kg.annotate, "load_pipeline", lambda name=None, *, names=True: nlp)


# Start


def test_version(run):
    outcome = run("--version")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("kg 0.")


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["build", "--help"]])
def test_nothing_heavy_is_imported_for_an_answer_that_needs_none(arguments):
    watched = ("spacy", "rdflib", "networkx", "pyoxigraph", "trafilatura", "numpy", "pyshacl")
    program = (
        "import atexit, sys; from kg.cli import main; "
        f"atexit.register(lambda: print([name for name in {watched!r} if name in sys.modules], file=sys.stderr)); "
        f"main({arguments!r})"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_help_names_the_exit_codes(run):
    said = " ".join(run("--help").out.split())
    for code in ("0 done", "1 done, but some articles were left out", "2 it cannot be", "3 the answer is no"):
        assert code in said


@pytest.mark.parametrize(
    "command", ["build", "extract", "query", "queries", "show", "claims", "explain", "infer", "check", "export"]
)
def test_every_command_has_help(run, command):
    outcome = run(command, "--help")
    assert outcome.code == 0
    assert command in outcome.out


# Questions


def test_query_prints_a_table(run):
    outcome = run("query", HARBOUR, "SELECT ?name WHERE { ?entity a kg:Entity ; rdfs:label ?name } ORDER BY ?name")
    assert outcome.code == 0
    assert "name" in outcome.out
    assert "Arvo Lindqvist" in outcome.out
    assert "\x1b" not in outcome.out


@pytest.mark.parametrize("order", [("--format", "csv", "--speaker", "Helga"), ("--speaker=Helga", "--format=csv")])
def test_named_query_takes_parameters(run, order):
    outcome = run("query", HARBOUR, "who-said-what", *order)
    rows = list(csv.DictReader(io.StringIO(outcome.out)))
    assert outcome.code == 0
    assert {row["speaker"] for row in rows} == {"Helga Brandt"}


def test_query_prints_other_formats(run):
    ask = "ASK { ?entity a kg:Entity }"
    select = "SELECT ?entity WHERE { ?entity a kg:Entity } LIMIT 1"
    construct = "CONSTRUCT { ?entity a kg:Found } WHERE { ?entity a kg:Entity } LIMIT 1"
    assert json.loads(run("query", HARBOUR, select, "--format", "json").out)["head"] == {"vars": ["entity"]}
    assert "<sparql" in run("query", HARBOUR, select, "--format", "xml").out
    assert run("query", HARBOUR, select, "--format", "tsv").out.startswith("?entity")
    assert "true" in run("query", HARBOUR, ask).out
    assert "kg:Found" in run("query", HARBOUR, construct).out
    assert "kg:Found" in run("query", HARBOUR, construct, "--format", "turtle").out


def test_query_reads_a_file(run, tmp_path):
    (tmp_path / "count.rq").write_text("SELECT (COUNT(*) AS ?n) WHERE { ?e a kg:Entity }", encoding="utf-8")
    assert run("query", HARBOUR, tmp_path / "count.rq", "--format", "csv").out.split() == ["n", "7"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((HARBOUR, "SELECT ?s WHERE { ?s ?p ?o"), "malformed SPARQL at line 1"),
        ((HARBOUR, "who-said-wat"), "did you mean who-said-what?"),
        ((HARBOUR, "who-said-what", "--wrong", "x"), "no parameter 'wrong'"),
        ((HARBOUR, "who-said-what", "--about", "Nobody At All"), "nobody and nothing"),
        ((HARBOUR, "relations-of"), "needs --name"),
        ((HARBOUR, "ASK { ?s ?p ?o }", "--format", "docx"), "'docx' is no format"),
        (("no-such-folder", "entities"), "does not exist"),
        ((HARBOUR, "DELETE WHERE { ?s ?p ?o }"), "SPARQL Update"),
        ((HARBOUR, "who-said-what", "--about"), "--about needs a value"),
        ((HARBOUR, "who-said-what", "Norland"), "one argument too many"),
    ],
)
def test_questions_that_cannot_be_answered(run, arguments, message):
    outcome = run("query", *arguments)
    assert outcome.code == cli.IMPOSSIBLE
    assert message in " ".join(outcome.err.replace("│", " ").split())
    assert outcome.out == ""
    assert "Traceback" not in outcome.err


def test_queries_are_listed(run):
    outcome = run("queries")
    assert outcome.code == 0
    assert "who-said-what" in outcome.out
    assert "--about" in outcome.out


# Cards


def test_show_prints_a_card(run):
    outcome = run("show", HARBOUR, "lindqvist")
    assert outcome.code == 0
    assert "Arvo Lindqvist" in outcome.out
    assert "Helga Brandt — accuses — Arvo Lindqvist" in outcome.out
    assert "Arvo Lindqvist — Denial\n" in outcome.out
    assert "“that Nordvik had hacked the Daily Tide”" in outcome.out


def test_what_is_only_claimed_is_never_shown_bare(run):
    outcome = run("show", HARBOUR, "Nordvik Energy")
    hacks = [line for line in outcome.out.splitlines() if "— hacks —" in line]
    assert hacks
    assert all("[says " in line or "[denied by " in line for line in hacks)


def test_show_without_name_is_an_overview(run):
    outcome = run("show", HARBOUR)
    assert "3 articles, 7 entities" in outcome.out
    assert "denied by Arvo Lindqvist" in outcome.out


def test_show_finds_nobody(run):
    outcome = run("show", HARBOUR, "Nobody At All")
    assert (outcome.code, outcome.out) == (cli.NEGATIVE, "")
    assert "nobody and nothing" in outcome.err


def test_claims_by_speaker(run):
    outcome = run("claims", HARBOUR, "--by", "Helga", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(outcome.out)))
    assert [(row["speaker"], row["act"]) for row in rows] == [("Helga Brandt", "Accusation")]


def test_claims_show_speaker_words_and_standing(run):
    outcome = run("claims", HARBOUR, "--about", "Nordvik")
    assert outcome.code == 0
    assert "Arvo Lindqvist" in outcome.out
    assert "denied" in outcome.out


def test_claims_as_json(run):
    outcome = run("claims", HARBOUR, "--by", "Helga", "--json")
    (claim,) = [json.loads(line) for line in outcome.out.splitlines()]
    assert (claim["speaker"], claim["act"], claim["polarity"]) == ("Helga Brandt", "Accusation", "positive")


def test_claims_of_nobody_are_none(run):
    outcome = run("claims", HARBOUR, "--act", "Threat")
    assert (outcome.code, outcome.out) == (cli.NEGATIVE, "")


def test_text_of_articles_is_neither_markup_nor_escape_sequence(run, tmp_path):
    graph = tmp_path / "hostile.ttl"
    graph.write_text(
        "@prefix kg: <https://kg.example/ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        '<https://kg.example/id/entity/x> a kg:Entity ; rdfs:label "[red]Mara[/red] \\u001b[2J \\u202eevil" ;\n'
        "  kg:coarseType kg:Person ; kg:mentionCount 1 ; kg:articleCount 1 ; kg:named true .\n",
        encoding="utf-8",
    )
    for outcome in (run("show", graph, "mara"), run("show", graph), run("query", graph, "entities")):
        assert outcome.code == 0
        assert "[red]Mara[/red]" in outcome.out
        assert "\x1b" not in outcome.out
        assert "\u202e" not in outcome.out


# Building


def test_build_needs_a_place_for_the_graph(run):
    outcome = run("build", SAMPLES)
    assert outcome.code == cli.IMPOSSIBLE
    assert "--out DIR" in outcome.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--format", "docx"), "no format docx: choose from ttl"),
        (("--field", "text"), "text=body"),
        (("--field", "txt=body"), "no article field is called 'txt'"),
        (("--workers", "0"), "--workers"),
        (("--ontology", "no-such-folder"), "no-such-folder does not exist"),
        (("--decisions", "no-such-file"), "no-such-file"),
        (("--pipeline", "no_such_pipeline"), "no_such_pipeline"),
    ],
)
def test_settings_that_cannot_be_used(run, tmp_path, options, message):
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    outcome = run("build", tmp_path / "a.txt", "--out", tmp_path / "out", *options)
    assert outcome.code == cli.IMPOSSIBLE
    assert message in " ".join(outcome.err.replace("│", " ").split())
    assert "Traceback" not in outcome.err
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


def test_a_folder_that_cannot_be_written(run, tmp_path):
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    outcome = run("build", SAMPLES, "--out", tmp_path / "taken")
    assert outcome.code == cli.IMPOSSIBLE
    assert str(tmp_path / "taken") in outcome.err


def test_nothing_readable_writes_nothing(run, tmp_path):
    (tmp_path / "a.txt").write_text("", encoding="utf-8")
    (tmp_path / "b.txt").write_text(FRENCH, encoding="utf-8")
    outcome = run("build", tmp_path / "a.txt", tmp_path / "b.txt", "no-such-file", "--out", tmp_path / "out")
    assert outcome.code == cli.IMPOSSIBLE
    for message in ("a.txt: empty", "looks like French", "no-such-file: does not exist", "nothing was written"):
        assert message in outcome.err
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.model
@pytest.mark.usefixtures("loaded")
def test_build_writes_files_and_store_and_counts(run, tmp_path):
    out, store = tmp_path / "out", tmp_path / "store"
    outcome = run("build", SAMPLES, "--out", out, "--store", store, "--format", "ttl", "--format", "nq", "--json")
    built = json.loads(outcome.out)
    assert (outcome.code, outcome.err, built["articles"], built["failures"]) == (0, "", 5, [])
    assert sorted(path.name for path in out.iterdir()) == ["graph.nq", "graph.ttl"]
    assert built["written"] == [str(out / "graph.ttl"), str(out / "graph.nq"), str(store)]
    counted = run("query", store, "SELECT (COUNT(*) AS ?n) WHERE { ?e a kg:Entity }", "--format", "csv").out.split()
    assert counted == ["n", str(built["entities"])]
    checked = run("check", store)
    assert (checked.code, checked.out) == (0, "")
    assert "conforms" in checked.err


@pytest.mark.model
@pytest.mark.usefixtures("loaded")
def test_a_bad_article_is_named_and_the_others_are_built(run, tmp_path):
    lines = [json.dumps({"body": STORY}), '{"body": ', json.dumps({"body": FRENCH}), json.dumps({"body": "Hope. " * 9})]
    (tmp_path / "news.jsonl").write_text("\n".join(lines), encoding="utf-8")
    out = tmp_path / "out"
    outcome = run("build", tmp_path / "news.jsonl", "--out", out, "--format", "nt", "--field", "text=body")
    assert outcome.code == cli.INCOMPLETE
    assert "news.jsonl:2: not valid JSON" in outcome.err
    assert "news.jsonl:3: skipped: looks like French" in outcome.err
    assert "2 articles" in outcome.err
    assert "2 left out" in outcome.err
    assert outcome.out == ""
    assert (out / "graph.nt").stat().st_size > 0


@pytest.mark.model
@pytest.mark.usefixtures("loaded")
def test_strict_stops_and_writes_nothing(run, tmp_path):
    (tmp_path / "a.txt").write_text("", encoding="utf-8")
    (tmp_path / "b.txt").write_text(STORY, encoding="utf-8")
    outcome = run("build", tmp_path / "b.txt", tmp_path / "a.txt", "--out", tmp_path / "out", "--strict")
    assert outcome.code == cli.IMPOSSIBLE
    assert "a.txt: empty" in outcome.err
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.model
@pytest.mark.usefixtures("loaded")
def test_extract_prints_a_line_an_article(run, tmp_path):
    (tmp_path / "a.txt").write_text("", encoding="utf-8")
    outcome = run("extract", SAMPLES, tmp_path / "a.txt")
    articles = [json.loads(line) for line in outcome.out.splitlines()]
    assert outcome.code == cli.INCOMPLETE
    assert len(articles) == 5
    fields = {"article", "mentions", "entities", "relations", "claims", "statements", "times"}
    assert all(fields <= article.keys() for article in articles)
    assert "a.txt: empty" in outcome.err


@pytest.mark.model
@pytest.mark.usefixtures("loaded")
def test_standard_input(run, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps({"story": STORY}).encode())))
    outcome = run("extract", "-", "--field", "text=story")
    assert outcome.code == 0
    assert json.loads(outcome.out)["mentions"]


def test_a_closed_pipe():
    """A reader that stops early ends the writer quietly; only a process of its own has a pipe that closes."""
    program = f"{sys.executable} -c 'from kg.cli import main; main()' query {HARBOUR} entities --format csv | true"
    done = subprocess.run(["bash", "-c", f"{program}; exit ${{PIPESTATUS[0]}}"], capture_output=True, text=True)
    assert done.stderr == ""
    assert done.returncode != cli.IMPOSSIBLE


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.model
@pytest.mark.usefixtures("loaded")
def test_export_writes_what_build_wrote(run, tmp_path):
    """All formats, with a decision of the user's, and in RDF 1.2."""
    store, built, out, decisions = (tmp_path / name for name in ("store", "built", "out", "decisions.tsv"))
    decisions.write_text("name:Sigurd Aasen\tname:Katla Jonsdottir\tpositive\n", encoding="utf-8")
    options = ("--decisions", decisions, "--rdf12")
    assert run("build", SAMPLES, "--store", store, "--out", built, *options).code == 0
    assert run("export", store, "--out", out, "--rdf12").code == 0
    assert len(_contents(built)) == 15
    assert _contents(out) == _contents(built)


def test_export_takes_one_format(run, tmp_path):
    Store.write(tmp_path / "store", sample_graph.sample()).close()
    assert run("export", tmp_path / "store", "--out", tmp_path / "out", "--format", "gexf").code == 0
    assert list(_contents(tmp_path / "out")) == ["graph.gexf"]


@pytest.mark.parametrize(
    ("store", "options", "message"),
    [
        ("store", ("--format", "docx"), "no format docx"),
        ("missing", (), "no such store"),
        (HARBOUR, (), "not a store"),
    ],
)
def test_what_cannot_be_exported(run, tmp_path, store, options, message):
    Store.write(tmp_path / "store", sample_graph.sample()).close()
    outcome = run("export", tmp_path / store, "--out", tmp_path / "out", *options)
    assert (outcome.code, outcome.out) == (cli.IMPOSSIBLE, "")
    assert message in outcome.err
    assert not (tmp_path / "out").exists()


@pytest.mark.model
@pytest.mark.usefixtures("loaded")
def test_files_that_cannot_be_written_leave_no_store(run, tmp_path):
    (tmp_path / "out" / "graph.html").mkdir(parents=True)
    outcome = run("build", SAMPLES / "interview.txt", "--out", tmp_path / "out", "--store", tmp_path / "store")
    assert outcome.code == cli.IMPOSSIBLE
    assert "graph.html: is a folder" in outcome.err
    assert not _contents(tmp_path / "out")
    assert not is_store(tmp_path / "store")


def test_a_place_that_can_hold_no_store_is_refused_before_the_work(run, tmp_path):
    (tmp_path / "letter.txt").write_text("Dear Mara", encoding="utf-8")
    outcome = run("build", "never-read", "--store", tmp_path)
    assert outcome.code == cli.IMPOSSIBLE
    assert "holds other files" in outcome.err
    assert "never-read" not in outcome.err


def test_an_error_of_ours_is_one_line_and_another_is_not_hidden(run, monkeypatch):
    def fail(error: Exception) -> None:
        def broken(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr(kg.query, "query", broken)

    fail(KgError("mend this"))
    assert run("query", HARBOUR, "entities").err == "kg: error: mend this\n"
    fail(RuntimeError("a bug"))
    with pytest.raises(RuntimeError, match="a bug"):
        cli.main(["query", str(HARBOUR), "entities"])


def test_check_says_no_with_a_code_of_its_own(run, tmp_path):
    wrong = tmp_path / "wrong.ttl"
    wrong.write_text(
        "@prefix kg: <https://kg.example/ns#> . <https://kg.example/id/claim/1> a kg:Claim .", encoding="utf-8"
    )
    outcome = run("check", wrong)
    assert outcome.code == cli.NEGATIVE
    assert "claim:1 kg:act" in outcome.out


@pytest.mark.usefixtures("loaded")
@pytest.mark.model
def test_extract_adds_what_follows_on_request(run, tmp_path):
    (tmp_path / "a.txt").write_text(
        "The minister, Ada Blom, leads the Harbor Party. Norway accused Iceland of fraud.", encoding="utf-8"
    )
    plain = json.loads(run("extract", tmp_path / "a.txt", "--fast").out)["relations"]
    found = json.loads(run("extract", tmp_path / "a.txt", "--fast", "--infer").out)["relations"]
    accuses = next(each for each in found if each["predicate"] == "accuses")
    criticizes = next(each for each in found if each["predicate"] == "criticizes")
    assert [each for each in found if not each["inferred_from"]] == plain
    assert criticizes["inferred_from"] == [accuses["id"]]
    assert (accuses["asserted"], criticizes["asserted"]) == (True, False)
