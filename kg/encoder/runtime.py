"""Doc -> Encoding: a vector for every token, from a small transformer run by onnxruntime on one thread.

The weights ship with the package. Without them `load_encoder` gives None, and extraction goes on by rules alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from kg.encoder.features import word_features
from kg.encoder.windows import Windows, Wordpieces, read_tokenizer, split, stitch, wordpieces

if TYPE_CHECKING:
    from kg.tokens import Doc

type Integers = NDArray[np.int64]
type Floats = NDArray[np.float32]

WEIGHTS = Path(__file__).parent / "weights"
_FILES = ("encoder.onnx", "heads.npz", "labels.json", "tokenizer.json")
_CLASSIFIER, _SEPARATOR = 101, 102  # marks of the vocabulary around every window
_MOST_WINDOWS = 64  # in one run: bounds memory for very long articles
_SLOWER = ["SkipLayerNormFusion"]  # the fused kernel takes ten times the time of its parts (onnxruntime 1.32)


@dataclass(frozen=True, slots=True)
class Encoder:
    """The loaded weights: the transformer, the heads' tensors by name, and what their rows stand for."""

    session: onnxruntime.InferenceSession
    tokenizer: Wordpieces
    heads: Mapping[str, Floats]
    names: tuple[str, ...]  # "O", then "B-" and "I-" of every coarse class
    classes: tuple[str, ...]  # of the ontology, coarse and fine
    relations: tuple[str, ...]  # "set label": what each training set calls a relation
    tags: tuple[str, ...]  # "O", then "B-" and "I-" of source, cue and content
    corpora: tuple[str, ...]  # whose values of factuality the heads give
    calibration: Mapping[str, tuple[float, float]]  # by training set: scale and shift of log-odds of relations


@dataclass(frozen=True, slots=True)
class Encoding:
    """One article as the encoder reads it: `vectors[token]`, zeros for white space."""

    doc: Doc
    vectors: Floats
    encoder: Encoder


def has_weights(folder: Path | None = None) -> bool:
    """Whether all files of an encoder are in a folder, by default in the one that ships with the package."""
    return all(((folder or WEIGHTS) / name).is_file() for name in _FILES)


def load_encoder(folder: Path | None = None, *, threads: int = 1) -> Encoder | None:
    """The encoder of a folder, by default the one that ships with the package; None where its files are missing."""
    if not has_weights(folder):
        return None
    home = folder or WEIGHTS
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        home / "encoder.onnx", options, ["CPUExecutionProvider"], disabled_optimizers=_SLOWER
    )
    with np.load(home / "heads.npz") as file:
        heads = {name: file[name].astype(np.float32) for name in file.files}
    labels = json.loads((home / "labels.json").read_text(encoding="utf-8"))
    tokenizer = read_tokenizer(home / "tokenizer.json")
    return Encoder(
        session,
        tokenizer,
        heads,
        names=tuple(labels["names"]),
        classes=tuple(labels["classes"]),
        relations=tuple(labels["relations"]),
        tags=tuple(labels["tags"]),
        corpora=tuple(labels["factuality"]),
        calibration={name: (scale, shift) for name, (scale, shift) in labels.get("calibration", {}).items()},
    )


def encode(doc: Doc, encoder: Encoder) -> Encoding:
    """Read a Doc, all its windows in one batch."""
    pieces, owner, first = wordpieces(doc, encoder.tokenizer)
    if not len(pieces):
        return Encoding(doc, np.zeros((len(doc), encoder.heads["names.weight"].shape[1]), np.float32), encoder)
    windows = split(len(pieces))
    hidden = _run(encoder.session, windows, pieces, word_features(doc)[owner])
    return Encoding(doc, stitch(windows, hidden, first), encoder)


def _run(session: onnxruntime.InferenceSession, windows: Windows, pieces: Integers, features: Integers) -> Floats:
    rows = pieces[windows.rows]
    rows[:, 0], rows[:, -1] = _CLASSIFIER, _SEPARATOR
    featured = np.where(windows.rows[..., None] >= 0, features[windows.rows], 0)
    given = {"pieces": rows, "features": featured, "mask": np.ones(rows.shape, np.int32)}
    asked = {name: given[name] for name in (each.name for each in session.get_inputs())}
    parts = [
        session.run(None, {name: values[start : start + _MOST_WINDOWS] for name, values in asked.items()})[0]
        for start in range(0, len(rows), _MOST_WINDOWS)
    ]
    return np.concatenate(parts)
