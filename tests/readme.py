"""`python -m tests.readme`: what the README shows of commands -> what they print today. Run by `make exports`."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import tempfile
from pathlib import Path

import kg
from kg import cli

README = Path(__file__).parents[1] / "README.md"
_BLOCK = re.compile(r"(```console\n\$ kg ([^\n]*)\n)(.*?)(```)", re.DOTALL)
_STORE = "out/demo/store"


def refreshed(text: str) -> str:
    """The README's text with the output of each command as the program prints it for the demo's graph."""
    with tempfile.TemporaryDirectory() as folder:
        kg.build(Path(cli.__file__).parent / "samples").save(store=folder)
        return _BLOCK.sub(lambda block: block[1] + _printed(block[2].replace(_STORE, folder)) + block[4], text)


def _printed(command: str) -> str:
    written = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(written), contextlib.suppress(SystemExit):
        cli.main(shlex.split(command))
    written.seek(0)
    return "\n".join(line.rstrip() for line in written.read().splitlines()).strip("\n") + "\n"


if __name__ == "__main__":
    README.write_text(refreshed(README.read_text(encoding="utf-8")), encoding="utf-8")
