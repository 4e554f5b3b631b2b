"""Command that walks through what kg could not decide about identity: review."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.review import Answer, Question, Side

_PROMPT = "the same? [y]es [n]o [s]kip [u]ndo [q]uit: "


def review(
    store: Annotated[Path, typer.Argument(metavar="STORE", help="A store's folder.")],
    write: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write all decisions to FILE, for you to read and edit.")
    ] = None,
    apply: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Take your decisions from FILE in place of those in the store.")
    ] = None,
) -> None:
    """Decide whether two are one where kg is unsure. Answers are kept and win over what kg thinks.

    Answers are read from standard input, a line each, so that they can be piped in. With --write or --apply, nothing is
    asked.
    """
    from kg.resolve import read_decisions

    if apply:
        _settle(store, read_decisions(apply))
    if write:
        _write(store, write)
    if not apply and not write:
        _walk(store)


def _walk(store: Path) -> None:
    from kg.review import questions, together
    from kg.review import review as walk
    from kg.terminal import print_note

    graph = _graph(store)
    asked = questions(graph)
    if not asked:
        print_note("nothing is undecided")
        return
    decided = walk(asked, lambda question, number: _ask(question, number, len(asked)))
    if decided:
        _settle(store, together(graph.decisions, decided))
    print_note(f"{len(decided)} of {len(asked)} decided: kg review {store} --write FILE shows all decisions")


def _write(store: Path, file: Path) -> None:
    from kg.resolve import write_decisions
    from kg.review import names
    from kg.terminal import print_note

    graph = _graph(store)
    write_decisions(file, graph.decisions, names(graph))
    print_note(f"{len(graph.decisions)} decisions: {file}")


def _settle(store: Path, decisions: tuple[object, ...]) -> None:
    from kg import archive
    from kg.model import Decision
    from kg.resolve.decisions import USER

    mine = [decision for decision in decisions if isinstance(decision, Decision) and decision.by == USER]
    archive.decide(mine, store)


def _graph(store: Path) -> Graph:
    from kg.store import Store

    with Store(store) as held:
        return held.graph()


def _ask(question: Question, number: int, total: int) -> Answer:
    """Show a question and read lines until one is an answer; the end of input quits."""
    from kg.review import ANSWERS
    from kg.terminal import plain

    print(f"\n{number} of {total} · score {question.score:.2f} · {plain('; '.join(question.reasons))}")
    for side in (question.left, question.right):
        _show(side)
    while True:
        print(_PROMPT, end="", flush=True)
        line = sys.stdin.readline()
        if not line:
            print()
            return "quit"
        if answer := ANSWERS.get(line.strip().casefold()[:1]):
            return answer


def _show(side: Side) -> None:
    from kg.terminal import plain

    heading = " · ".join(filter(None, (side.name, side.types[0], side.article, side.published)))
    print(f"  {plain(heading)}")
    print(f"    {plain(side.quote)}")
