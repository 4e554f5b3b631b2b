"""ReadFailure: what could not be read, and why. A value, so that one bad file does not end a batch."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import KgError


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """`origin` is the file (with a line number for JSON lines); `reason` says what is wrong and how to mend it."""

    origin: str
    reason: str

    def __str__(self) -> str:
        return f"{self.origin}: {self.reason}"


class ReadError(KgError):
    """Raised inside `kg.read` by a format that gives up on a file; `read` turns it into a ReadFailure."""
