"""Arrays -> checkpoint: `cd kg && python -m train.fit ARRAYS OUT --base FOLDER --passes N` (Python with torch).

Seeded; a checkpoint is written after every pass, and the same command goes on from it. On two CPU cores a pass over all
five sets takes several minutes.
"""

from __future__ import annotations

import argparse
import json
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.lr_scheduler import LambdaLR

from .arrays import POINTS, read_rows
from .measure import measure
from .network import Counts, Encoder, Heads, Rows, load_base, read_config

CLASSIFIER, SEPARATOR = 101, 102  # marks of BERT's vocabulary around a window
_BATCH = 2400  # pieces
# The sets, and what part of each one pass takes: fiction and encyclopedias teach news less for their length.
SHARES = {
    "dwie": 1.0,
    "ewner": 0.3,
    "gum": 0.8,
    "litbank": 0.15,
    "gap": 0.8,
    "redocred": 1.0,
    "knowledgenet": 1.0,
    "polnear": 0.5,
    "polnear_sentences": 0.5,
    "uw": 0.8,
    "uds_ih2": 0.2,
    "meantime": 1.0,
}
_WARM = 0.06  # of all steps
_SIZE = 384
_REPORT = 25  # steps
_RELATED = 20  # pairs of chains: a short text's few pairs weigh less than a long one's many
_UNSURE = 0.1  # what is not annotated, where annotation is incomplete, and likelier than this teaches nothing
_DEV_STEP = 4  # a quarter of the dev texts tells enough after every pass
_LOG = logging.getLogger(__name__)


@dataclass
class Text:
    """One text as tensors."""

    source: str
    dev: bool
    pieces: Tensor  # [windows, length]
    features: Tensor  # [windows, length, kinds]
    mask: Tensor
    window: Tensor  # of every token
    place: Tensor
    names: Tensor
    spans: Tensor  # [mentions, 3]
    single: Tensor
    chains: Tensor
    types: Tensor  # [(chain, class)]
    left: Tensor
    right: Tensor
    pairs: Tensor
    rows: Rows
    related: Tensor  # [(pair of chains, place among those asked)]
    complete: bool
    asked: Tensor  # relations that are annotated
    tags: Tensor
    certain: Tensor  # [(token, corpus, value)]


@dataclass
class Training:
    """What a pass changes, and the sets of labels that words may have."""

    model: Model
    optimizer: torch.optim.AdamW
    schedule: LambdaLR
    sets: Tensor


@dataclass
class Output:
    """What the network says of one text."""

    names: Tensor
    types: Tensor
    pairs: Tensor
    related: Tensor  # [pairs of chains, asked relations]
    tags: Tensor
    certain: Tensor  # [events, corpora]


class Model(nn.Module):
    """Encoder and heads."""

    def __init__(self, base: Path, sizes: Counts) -> None:
        super().__init__()
        self.encoder = Encoder(read_config(base), sizes.features)
        self.heads = Heads(_SIZE, sizes)

    def vectors(self, texts: Sequence[Text]) -> list[Tensor]:
        """Vectors of the tokens of every text, from one batch of all their windows."""
        length = max(text.pieces.shape[1] for text in texts)
        pieces = torch.cat([_padded(text.pieces, length) for text in texts])
        features = torch.cat([_padded(text.features, length) for text in texts])
        mask = torch.cat([_padded(text.mask, length) for text in texts])
        states = self.encoder(pieces, features, mask)
        parts = states.split([len(text.pieces) for text in texts])
        return [part[text.window, text.place] for part, text in zip(parts, texts, strict=True)]

    def forward(self, texts: Sequence[Text]) -> list[Output]:
        """What is said of each text."""
        found = []
        for text, vectors in zip(texts, self.vectors(texts), strict=True):
            spans = vectors[text.spans].flatten(1)
            mentions = self.heads.mentions(spans, text.single)
            count = int(text.chains.max()) + 1 if len(text.chains) else 0
            types = self.heads.chain_types(spans, text.chains, count) if len(text.types) else spans[:0]
            alone = torch.arange(len(spans))
            if self.training and len(text.types):
                types = torch.cat((types, self.heads.chain_types(spans, alone, len(spans))))
            pairs = self.heads.pair_scores(mentions, text.left, text.right, text.pairs)
            found.append(
                Output(
                    self.heads.names(vectors).float(),
                    types.float(),
                    pairs.float(),
                    self._related(text, vectors),
                    self.heads.tags(vectors).float(),
                    self.heads.certain(vectors[text.certain[:, 0]]).float(),
                )
            )
        return found

    def _related(self, text: Text, vectors: Tensor) -> Tensor:
        if not len(text.rows.pair) or not len(text.asked):
            return vectors.new_zeros(0, 1)
        rows = self.heads.related(vectors, text.spans, text.chains, text.rows, text.asked).float()
        return pooled(rows, text.rows.pair)


def pooled(rows: Tensor, pair: Tensor) -> Tensor:
    """The log of the sum over the rows of each pair of chains: one place that says so is enough."""
    count = int(pair.max()) + 1
    index = pair[:, None].expand_as(rows)
    most = rows.new_full((count, rows.shape[1]), -1e4).scatter_reduce(0, index, rows.detach(), "amax")
    total = rows.new_zeros(count, rows.shape[1]).index_add(0, pair, (rows - most[pair]).exp())
    return most + total.log()


def _padded(tensor: Tensor, length: int) -> Tensor:
    missing = length - tensor.shape[1]
    return functional.pad(tensor, (0, 0) * (tensor.dim() - 2) + (0, missing)) if missing else tensor


def read_texts(folder: Path, sizes: Counts) -> list[Text]:
    """All texts of all sets."""
    return [
        _text(source, row, sizes)
        for source in SHARES
        for row in read_rows(folder / f"{source}.npz")
        if len(row["pieces"]) > 1
    ]


def _text(source: str, row: dict[str, NDArray[np.int64]], sizes: Counts) -> Text:
    count = int(row["window"].max()) + 1
    rows = row["rows"].reshape(count, -1)
    pieces = np.where(rows >= 0, row["pieces"][rows], 0)
    lengths = (rows >= 0).sum(1)
    pieces[:, 0] = CLASSIFIER
    pieces[np.arange(count), lengths + 1] = SEPARATOR
    features = row["features"].reshape(-1, len(sizes.features))[row["owner"][rows]]
    features[rows < 0] = 0
    mask = np.arange(rows.shape[1]) < (lengths + 2)[:, None]
    return Text(
        source,
        bool(row["dev"][0]),
        torch.from_numpy(pieces),
        torch.from_numpy(features),
        torch.from_numpy(mask),
        torch.from_numpy(row["window"]),
        torch.from_numpy(row["place"]),
        torch.from_numpy(row["names"]),
        torch.from_numpy(row["spans"].reshape(-1, 3)),
        torch.from_numpy(row["single"].reshape(-1, len(sizes.single))),
        torch.from_numpy(row["chains"]),
        torch.from_numpy(row["types"].reshape(-1, 2)),
        torch.from_numpy(row["left"]),
        torch.from_numpy(row["right"]),
        torch.from_numpy(row["pairs"].reshape(-1, len(sizes.pairs))),
        Rows(
            torch.from_numpy(row["subject"]),
            torch.from_numpy(row["object"]),
            torch.from_numpy(row["pair"]),
            torch.from_numpy(row["columns"].reshape(-1, len(sizes.rows))),
            torch.from_numpy(row["between"].reshape(-1, 2)),
        ),
        torch.from_numpy(_places(row["related"].reshape(-1, 2), row["asked"])),
        bool(row["complete"][0]),
        torch.from_numpy(row["asked"]),
        torch.from_numpy(row["tags"]),
        torch.from_numpy(row["certain"].reshape(-1, 3)),
    )


def _places(related: NDArray[np.int64], asked: NDArray[np.int64]) -> NDArray[np.int64]:
    kept = related[np.isin(related[:, 1], asked)]
    return np.stack((kept[:, 0], np.searchsorted(asked, kept[:, 1])), axis=1)


# --- losses ------------------------------------------------------------------------------------------------------


def names_loss(logits: Tensor, sets: Tensor, names: Tensor) -> Tensor:
    """Minus log of the probability that each word has one of the labels that it may have."""
    known = names >= 0
    logp = functional.log_softmax(logits[known], dim=1)
    return -logp.masked_fill(~sets[names[known]], -1e4).logsumexp(1).mean()


def types_loss(logits: Tensor, text: Text) -> Tensor:
    """Binary cross-entropy over all classes, by chain and by mention alone."""
    count = int(text.chains.max()) + 1
    target = torch.zeros(count, logits.shape[1])
    target[text.types[:, 0], text.types[:, 1]] = 1.0
    target = torch.cat((target, target[text.chains]))
    losses = functional.binary_cross_entropy_with_logits(logits, target, reduction="none").sum(1)
    return losses[:count].mean() + 0.5 * losses[count:].mean()


def pairs_loss(scores: Tensor, text: Text) -> Tensor:
    """Minus log of the probability of any true antecedent, or of none where there is none."""
    same = text.chains[text.left] == text.chains[text.right]
    count = len(text.chains)
    every = _logsumexp(scores, text.right, count, none=True)
    true = _logsumexp(scores.masked_fill(~same, -1e4), text.right, count, none=False)
    chains = text.chains.tolist()
    repeated = torch.tensor([chain in chains[:index] for index, chain in enumerate(chains)])
    anaphoric = torch.zeros(count).index_add(0, text.right, same.float()) > 0
    asked = torch.zeros(count).index_add(0, text.right, torch.ones(len(same))) > 0
    target = torch.where(anaphoric, true, torch.zeros_like(true))
    kept = asked & (anaphoric | ~repeated | (torch.tensor(text.source == "gap")))
    return (every - target)[kept].mean() if bool(kept.any()) else scores.sum() * 0.0


def _logsumexp(scores: Tensor, groups: Tensor, count: int, *, none: bool) -> Tensor:
    """Of the scores of each group, with a score of 0 for none where asked."""
    start = scores.new_full((count,), 0.0 if none else -1e4)
    most = start.scatter_reduce(0, groups, scores.detach(), "amax")
    total = torch.zeros(count).index_add(0, groups, (scores - most[groups]).exp())
    if none:
        total = total + (-most).exp()
    return most + total.clamp_min(1e-30).log()


def related_loss(logits: Tensor, text: Text) -> Tensor:
    """Binary cross-entropy over all pairs of chains and all relations that are annotated."""
    target = torch.zeros_like(logits)
    target[text.related[:, 0], text.related[:, 1]] = 1.0
    losses = functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    if not text.complete:
        losses = losses.masked_fill((target == 0.0) & (logits.detach().sigmoid() > _UNSURE), 0.0)
    return losses.sum() / (len(logits) + _RELATED)


def certain_loss(values: Tensor, text: Text) -> Tensor:
    """Absolute difference, squared where small, for the corpus that the text is from."""
    found = values.gather(1, text.certain[:, 1:2])[:, 0]
    return functional.smooth_l1_loss(found, text.certain[:, 2] / POINTS)


def loss(texts: Sequence[Text], outputs: Sequence[Output], sets: Tensor) -> Tensor:
    """The sum of all losses, each a mean over the texts that have it."""
    total = torch.zeros(())
    for text, output in zip(texts, outputs, strict=True):
        if bool((text.names >= 0).any()):
            total = total + 3.0 * names_loss(output.names, sets, text.names)
        if len(text.types):
            total = total + 0.5 * types_loss(output.types, text)
        if len(text.left):
            total = total + pairs_loss(output.pairs, text)
        if len(text.asked) and len(output.related):
            total = total + 16.0 * related_loss(output.related, text)
        if bool((text.tags >= 0).any()):
            known = text.tags >= 0
            total = total + 3.0 * functional.cross_entropy(output.tags[known], text.tags[known])
        if len(text.certain):
            total = total + certain_loss(output.certain, text)
    return total / len(texts)


# --- training ----------------------------------------------------------------------------------------------------


def batches(
    texts: Sequence[Text], order: NDArray[np.int64], shares: Mapping[str, float] = SHARES
) -> Iterator[list[Text]]:
    """Texts of one set together, up to a number of pieces; `order` shuffles texts, then batches.

    `shares` says what part of each set is taken: the first in that order.
    """
    place = {int(number): rank for rank, number in enumerate(order)}
    found: list[list[Text]] = []
    for source, share in shares.items():
        chosen = sorted((n for n, text in enumerate(texts) if text.source == source), key=place.__getitem__)
        chosen = chosen[: round(len(chosen) * share)]
        filled = _BATCH
        for number in chosen:
            if filled + texts[number].pieces.numel() > _BATCH:
                found.append([])
                filled = 0
            found[-1].append(texts[number])
            filled += texts[number].pieces.numel()
    ranks = order.argsort(kind="stable")
    yield from (found[index] for index in sorted(range(len(found)), key=lambda index: int(ranks[index])))


def optimizer_of(model: Model, rate: float, head_rate: float) -> torch.optim.AdamW:
    """AdamW with a rate of its own for what starts from nothing."""
    new = [*model.heads.parameters(), *model.encoder.features.parameters()]
    known = {id(parameter) for parameter in new}
    old = [parameter for parameter in model.encoder.parameters() if id(parameter) not in known]
    return torch.optim.AdamW(
        [{"params": old, "lr": rate}, {"params": new, "lr": head_rate}], weight_decay=0.01, fused=True
    )


def fit(given: argparse.Namespace) -> None:
    """Train from the last checkpoint, or from the base."""
    content = json.loads((given.arrays / "labels.json").read_text(encoding="utf-8"))
    sizes = read_sizes(content)
    sets = torch.zeros(len(content["sets"]), sizes.names, dtype=torch.bool)
    for number, members in enumerate(content["sets"]):
        sets[number, members] = True
    texts = read_texts(given.arrays, sizes)
    train, dev = [text for text in texts if not text.dev], [text for text in texts if text.dev]
    torch.manual_seed(given.seed)
    model = Model(given.base, sizes)
    load_base(model.encoder, given.base)
    if given.start:
        _start(model, given.start)
    optimizer = optimizer_of(model, given.rate, given.head_rate)
    shares = {source: part * given.share for source, part in SHARES.items()} | dict(given.take)
    steps = given.passes * sum(1 for _ in batches(train, np.arange(len(train)), shares))
    training = Training(model, optimizer, LambdaLR(optimizer, lambda step: _rate(step, steps)), sets)
    for number in range(_resume(given.out, training), given.passes):
        _pass(number, given.seed, training, train, shares)
        found = measure(model, dev[::_DEV_STEP], content)
        _LOG.info("pass %d %s", number + 1, json.dumps(found))
        _save(given.out, number + 1, training, found)


def read_sizes(content: dict[str, Any]) -> Counts:
    """The sizes that `labels.json` tells."""
    names, classes, relations, tags, factuality = (
        len(content[key]) for key in ("names", "classes", "relations", "tags", "factuality")
    )
    features, single, pairs, rows = (tuple(content[key]) for key in ("features", "single", "pairs", "rows"))
    return Counts(names, classes, relations, tags, factuality, features, single, pairs, rows)


def _rate(step: int, steps: int) -> float:
    warm = max(1, int(steps * _WARM))
    return min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm)))


def _pass(number: int, seed: int, training: Training, texts: Sequence[Text], shares: Mapping[str, float]) -> None:
    training.model.train()
    torch.manual_seed(seed + number)
    order = np.random.default_rng(seed + number).permutation(len(texts))
    start, total, pieces = time.monotonic(), 0.0, 0
    for step, batch in enumerate(batches(texts, order, shares), 1):
        total += _step(training, batch)
        pieces += sum(text.pieces.numel() for text in batch)
        if step % _REPORT == 0:
            seconds = time.monotonic() - start
            _LOG.info("pass %d step %d loss %.3f, %.0f pieces/s", number + 1, step, total / step, pieces / seconds)


def _step(training: Training, batch: Sequence[Text]) -> float:
    training.optimizer.zero_grad(set_to_none=True)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        outputs = training.model(batch)
    value = loss(batch, outputs, training.sets)
    if not value.requires_grad:  # nothing is annotated in these texts
        return 0.0
    value.backward()
    nn.utils.clip_grad_norm_(training.model.parameters(), 1.0)
    training.optimizer.step()
    training.schedule.step()
    return float(value.item())


def _save(out: Path, done: int, training: Training, found: dict[str, float]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    state = {
        "done": done,
        "model": training.model.state_dict(),
        "optimizer": training.optimizer.state_dict(),
        "schedule": training.schedule.state_dict(),
        "scores": found,
    }
    torch.save(state, out / "new.pt")
    (out / "new.pt").replace(out / "checkpoint.pt")


def _start(model: Model, checkpoint: Path) -> None:
    """Fill in every tensor of another training's checkpoint that has the same name and shape."""
    state = model.state_dict()
    saved = torch.load(checkpoint, weights_only=True)["model"]
    fitting = {name: tensor for name, tensor in saved.items() if name in state and state[name].shape == tensor.shape}
    model.load_state_dict({**state, **fitting})
    _LOG.info("%d of %d tensors from %s", len(fitting), len(state), checkpoint)


def _resume(out: Path, training: Training) -> int:
    path = out / "checkpoint.pt"
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True)
    training.model.load_state_dict(state["model"])
    training.optimizer.load_state_dict(state["optimizer"])
    training.schedule.load_state_dict(state["schedule"])
    return int(state["done"])


def _taken(argument: str) -> tuple[str, float]:
    source, _, share = argument.partition("=")
    if source not in SHARES:
        raise argparse.ArgumentTypeError(f"no set is called {source!r}: choose of {', '.join(SHARES)}")
    return source, float(share)


def main() -> None:
    """Parse and fit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("arrays", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--passes", type=int, default=6)
    parser.add_argument(
        "--share", type=float, default=1.0, help="of the data in one pass: more checkpoints where time is short"
    )
    parser.add_argument(
        "--take", type=_taken, action="append", default=[], metavar="SET=SHARE", help="of one set in one pass"
    )
    parser.add_argument("--start", type=Path, help="checkpoint of a training with fewer heads to go on from")
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--head-rate", type=float, default=6e-4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(given.threads)
    fit(given)


if __name__ == "__main__":
    main()
