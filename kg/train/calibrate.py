"""How often the relation head is right when it says so: `python -m kg.train.calibrate BENCH`.

Fits for every set, on what training held out, the scale and shift under which log-odds are probabilities (Platt 1999),
writes them into the weights' `labels.json`, and prints how they hold: in each range of scores, the share that is true.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.annotate import load_pipeline
from kg.encoder import Encoder, encode, load_encoder
from kg.encoder.relations import Placed, project, relate, sentence_numbers
from kg.encoder.runtime import WEIGHTS
from kg.extract.lexicon import lexicon
from kg.ontology import load
from kg.tokens import Doc, read_doc
from kg.train.annotated import Annotated, annotated
from kg.train.prepare import located, unrelated

type Floats = NDArray[np.float64]

_SETS = ("dwie", "knowledgenet", "redocred")
_BINS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)
_STEPS = 40  # of Newton's method, more than it needs


@dataclass(frozen=True, slots=True)
class Judged:
    """Log-odds of every relation of every pair of chains, and which of them hold; `missed` are in no pair."""

    odds: Floats
    true: NDArray[np.bool_]
    missed: int


def main() -> None:
    """Parse, fit, write and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--limit", type=int, help="texts a set")
    given = parser.parse_args()
    encoder = load_encoder()
    if encoder is None:
        parser.exit(1, f"{WEIGHTS} has no weights: run the export first\n")
    found = {name: _judged(given.bench, name, encoder, given.limit) for name in _SETS}
    fitted = {name: fit(judged.odds, judged.true) for name, judged in found.items()}
    path = WEIGHTS / "labels.json"
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**content, "calibration": fitted}, indent=1) + "\n", encoding="utf-8")
    for name, judged in found.items():
        sys.stdout.write("\n".join(_report(name, judged, *fitted[name])) + "\n")


def fit(odds: Floats, true: NDArray[np.bool_]) -> tuple[float, float]:
    """Scale and shift of log-odds under which they are those of `true`, by Newton's method."""
    columns = np.stack((odds, np.ones_like(odds)), axis=1)
    weights = np.array((1.0, 0.0))
    for _ in range(_STEPS):
        chance = 1.0 / (1.0 + np.exp(-columns @ weights))
        slope = columns.T @ (true - chance)
        bend = (columns * (chance * (1.0 - chance))[:, None]).T @ columns + 1e-6 * np.eye(2)
        weights = weights + np.linalg.solve(bend, slope)
    return round(float(weights[0]), 4), round(float(weights[1]), 4)


def _report(name: str, judged: Judged, scale: float, shift: float) -> Iterator[str]:
    chance = 1.0 / (1.0 + np.exp(-(scale * judged.odds + shift)))
    total = int(judged.true.sum()) + judged.missed
    yield f"{name}: {total} relations, log-odds x {scale} + {shift}"
    for low, high in pairwise(_BINS):
        inside = (chance >= low) & (chance < high)
        if inside.any():
            yield f"  {low:.2f}-{high:.2f}  {int(inside.sum()):6d} pairs  {judged.true[inside].mean():.3f} true"
    for least in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        taken = chance >= least
        right = int((taken & judged.true).sum())
        precision, recall = right / max(1, int(taken.sum())), right / max(1, total)
        score = 2 * right / max(1, int(taken.sum()) + total)
        yield f"  at {least}: precision {precision:.3f} recall {recall:.3f} F1 {score:.3f}"


def _judged(bench: Path, name: str, encoder: Encoder, limit: int | None) -> Judged:
    ontology, nlp = load(), load_pipeline()
    words = lexicon(ontology)
    texts = [text for text in annotated(bench, ontology) if text.source == name and text.dev][:limit]
    odds: list[Floats] = [np.zeros(0)]
    true: list[NDArray[np.bool_]] = [np.zeros(0, dtype=np.bool_)]
    missed = 0
    for text in texts:
        doc = read_doc(nlp(text.text))
        marked = replace(text, marked=(*text.marked, *unrelated(text, doc))) if name == "knowledgenet" else text
        numbers: dict[str, int] = {}
        places = sentence_numbers(doc)
        placed = [
            _placed(doc, mention.start, mention.end, numbers.setdefault(mark.chain or "", len(numbers)), places)
            for mention, mark in located(marked, doc, words)
        ]
        scores, holds = _one(text, placed, numbers, doc, encoder)
        odds.append(scores.ravel().astype(np.float64))
        true.append(holds.ravel())
        missed += len({(r.subject, r.label, r.object) for r in text.related or ()}) - int(holds.sum())
    return Judged(np.concatenate(odds), np.concatenate(true), missed)


def _one(
    text: Annotated, placed: list[Placed], numbers: dict[str, int], doc: Doc, encoder: Encoder
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    labels = [name for name in encoder.relations if name.split()[0] == text.source]
    asked = [name for name in labels if text.asked is None or name.split()[1] in text.asked]
    relating = relate(project(encode(doc, encoder), placed))
    pairs = {pair: number for number, pair in enumerate(map(tuple, relating.rows.pairs.tolist()))}
    holds = np.zeros((len(pairs), len(asked)), dtype=np.bool_)
    for relation in text.related or ():
        name = f"{text.source} {relation.label}"
        number = pairs.get((numbers.get(relation.subject, -1), numbers.get(relation.object, -1)))
        if number is not None and name in asked:
            holds[number, asked.index(name)] = True
    return relating.odds[:, [encoder.relations.index(name) for name in asked]], holds


def _placed(doc: Doc, start: int, end: int, chain: int, places: Mapping[int, int]) -> Placed:
    root = doc[start:end].root
    return Placed(start, end - 1, root.i, places[root.sent.start], chain)


if __name__ == "__main__":
    main()
