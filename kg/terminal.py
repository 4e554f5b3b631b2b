"""Tables, cards, progress and warnings -> the terminal. Colours and moving parts only where a person looks.

Text of articles is never read as markup, and its control characters never reach the terminal.
"""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from kg.card import Card, Overview, Saying, Tie
    from kg.pipeline import Progress

_PLAIN_WIDTH = 120  # where no terminal says how wide it is
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")
_QUOTE_MARKS = ("“", '"', "‘", "«")
_COUNTED = ("articles", "entities", "relations", "asserted", "claims", "statements")


class _Warnings(logging.Handler):
    """Writes log records to standard error, above the line of progress if there is one."""

    def emit(self, record: logging.LogRecord) -> None:
        _errors().print(_text(f"kg: {record.levelname.lower()}: {record.getMessage()}"), soft_wrap=True)


def log_to_stderr(verbose: bool = False) -> None:
    """Show warnings, and with `verbose` also what is done meanwhile."""
    logger = logging.getLogger("kg")
    logger.setLevel(logging.DEBUG if verbose else logging.WARNING)
    if not any(isinstance(handler, _Warnings) for handler in logger.handlers):
        logger.addHandler(_Warnings())


@contextmanager
def show_progress() -> Iterator[Progress | None]:
    """A line on standard error that counts articles, None where no person looks."""
    if not _errors().is_terminal:
        yield None
        return
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed} articles, {task.fields[failed]} failed"))
    with Bar(*columns, TimeElapsedColumn(), console=_errors(), transient=True) as bar:
        task = bar.add_task("articles", total=None, failed=0)
        yield lambda done, failed: bar.update(task, completed=done, failed=failed)


def print_note(message: str) -> None:
    """A line for the person at the terminal, on standard error."""
    _errors().print(_text(message), soft_wrap=True)


def print_table(headers: Sequence[str], rows: Iterable[Sequence[str | None]], title: str = "") -> None:
    """Rows under their headers."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, title=_text(title) if title else None, title_justify="left", pad_edge=False)
    for header in headers:
        table.add_column(_text(header), overflow="fold", vertical="top")
    for row in rows:
        table.add_row(*(_text(cell or "") for cell in row))
    _output().print(table)


def print_overview(found: Overview) -> None:
    """Counts of everything, then the entities mentioned most and the heads of relations and claims."""
    counts = ", ".join(f"{found.counts[name]} {name}" for name in _COUNTED)
    _output().print(_text(counts, "bold"))
    print_table(("entity", "type", "mentions", "articles"), found.entities, "Mentioned most")
    print_table(("subject", "relation", "object", "but"), (_tie_row(tie) for tie in found.ties), "Relations")
    print_table(("speaker", "act", "content", "but"), (_saying_row(saying) for saying in found.sayings), "Claims")


def print_card(card: Card) -> None:
    """An entity's card."""
    output = _output()
    output.print(_text(card.name, "bold"), _text(f"{', '.join((card.type, *card.types))}  {card.iri}", "dim"))
    if card.aliases:
        output.print(_text(f"also called {'; '.join(card.aliases)}"))
    for link in card.links:
        output.print(_text(f"same as, or close to, {link}"))
    output.print(_text(f"{_counted(card.mentions, 'mention')} in {_counted(card.articles, 'article')}"))
    for title, lines in (
        ("Relations", map(_tie_line, card.ties)),
        ("Says", map(_saying_line, card.says)),
        ("Said of it", map(_saying_line, card.said_of)),
    ):
        _print_section(title, list(lines))
    output.print()


def _print_section(title: str, lines: Sequence[tuple[Text, Text]]) -> None:
    from rich.padding import Padding

    if lines:
        _output().print(_text(f"\n{title}", "bold"))
    for head, quote in lines:
        _output().print(Padding(head, (0, 0, 0, 2), expand=False))
        _output().print(Padding(quote, (0, 0, 0, 6), expand=False))


def _tie_line(tie: Tie) -> tuple[Text, Text]:
    role = f" ({tie.role})" if tie.role else ""
    head = f"{tie.subject} — {tie.relation} — {tie.object}{role}"
    reservation = f"  [{tie.reservation}]" if tie.reservation else ""
    more = f", and {tie.more} more" if tie.more else ""
    return _text(head + reservation), _text(f"{_quoted(tie.quote)} {_source(tie.article, tie.date)}{more}", "dim")


def _saying_line(saying: Saying) -> tuple[Text, Text]:
    reservation = f"  [{saying.reservation}]" if saying.reservation else ""
    head = _text(f"{saying.speaker} — {saying.act}{reservation}")
    return head, _text(f"{_quoted(saying.content)} {_source(saying.article, saying.date)}", "dim")


def _tie_row(tie: Tie) -> tuple[str, ...]:
    return tie.subject, tie.relation, tie.object, tie.reservation


def _saying_row(saying: Saying) -> tuple[str, ...]:
    return saying.speaker, saying.act, saying.content, saying.reservation


def _counted(number: str, noun: str) -> str:
    return f"{number} {noun}" if number == "1" else f"{number} {noun}s"


def _quoted(text: str) -> str:
    return text if text[:1] in _QUOTE_MARKS else f"“{text}”"


def _source(article: str, date: str) -> str:
    return f"({article}, {date[:10]})" if date else f"({article})"


def _text(text: str, style: str = "") -> Text:
    from rich.text import Text

    lead = "\n" if text.startswith("\n") else ""
    return Text(lead + _CONTROLS.sub(" ", text.removeprefix(lead)), style=style)


@functools.cache
def _output() -> Console:
    return _console(stderr=False)


@functools.cache
def _errors() -> Console:
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    from rich.console import Console

    console = Console(stderr=stderr, highlight=False, emoji=False)
    return console if console.is_terminal else Console(stderr=stderr, highlight=False, emoji=False, width=_PLAIN_WIDTH)
