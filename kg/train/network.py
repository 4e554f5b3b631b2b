"""The encoder as torch modules: MiniLM with word features, and heads for names, types, pairs, relations and claims.

`kg.encoder` computes the same with onnxruntime and numpy; the names of the tensors here are those of the weights.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

SPAN = 192
PAIR = 128
_RARE = -4.0  # log-odds from which a relation starts: hardly any pair holds it


class Block(nn.Module):
    """One layer of the transformer: attention, then a feed-forward network, each with a residual and a norm."""

    def __init__(self, size: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(size, 3 * size)
        self.out = nn.Linear(size, size)
        self.attention_norm = nn.LayerNorm(size, eps=1e-12)
        self.wide = nn.Linear(size, inner)
        self.narrow = nn.Linear(inner, size)
        self.output_norm = nn.LayerNorm(size, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        batch, length, size = states.shape
        parts = self.qkv(states).view(batch, length, 3, self.heads, size // self.heads).permute(2, 0, 3, 1, 4)
        query, key, value = parts
        weights = (query @ key.transpose(2, 3) * (size // self.heads) ** -0.5 + mask).softmax(3)
        mixed = (weights @ value).transpose(1, 2).reshape(batch, length, size)
        states = self.attention_norm(states + self.out(mixed))
        return self.output_norm(states + self.dropout(self.narrow(functional.gelu(self.wide(states)))))


class Encoder(nn.Module):
    """Wordpieces with the features of their words -> states."""

    def __init__(self, config: dict[str, Any], feature_sizes: tuple[int, ...], dropout: float = 0.1) -> None:
        super().__init__()
        size = config["hidden_size"]
        self.pieces = nn.Embedding(config["vocab_size"], size)
        self.positions = nn.Embedding(config["max_position_embeddings"], size)
        self.features = nn.ModuleList(nn.Embedding(count, size) for count in feature_sizes)
        self.norm = nn.LayerNorm(size, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.blocks = nn.ModuleList(
            Block(size, config["num_attention_heads"], config["intermediate_size"], dropout)
            for _ in range(config["num_hidden_layers"])
        )

    def forward(self, pieces: Tensor, features: Tensor, mask: Tensor) -> Tensor:
        """States `[windows, pieces, size]`; `features` is `[windows, pieces, kinds]`, `mask` true where a piece is."""
        states = self.pieces(pieces) + self.positions.weight[: pieces.shape[1]]
        for number, table in enumerate(self.features):
            states = states + table(features[..., number])
        states = self.dropout(self.norm(states))
        blocked = torch.zeros(mask.shape).masked_fill(~mask, -1e4)[:, None, None, :]
        for block in self.blocks:
            states = block(states, blocked)
        return states


@dataclass
class Counts:
    """How many of everything the heads tell apart: read from the data, written into the weights."""

    names: int
    classes: int
    relations: int
    tags: int
    factuality: int
    features: tuple[int, ...]
    single: tuple[int, ...]
    pairs: tuple[int, ...]
    rows: tuple[int, ...]


class Related(nn.Module):
    """Rows of mention pairs -> log-odds of every relation for every pair of chains."""

    def __init__(self, size: int, relations: int, rows: tuple[int, ...]) -> None:
        super().__init__()
        self.mention = nn.Linear(3 * size, SPAN)
        self.subject = nn.Linear(SPAN, PAIR)
        self.object = nn.Linear(SPAN, PAIR, bias=False)
        self.chain_subject = nn.Linear(SPAN, PAIR, bias=False)
        self.chain_object = nn.Linear(SPAN, PAIR, bias=False)
        self.product = nn.Linear(SPAN, PAIR, bias=False)
        self.between = nn.Linear(size, PAIR, bias=False)
        self.rows = nn.ModuleList(nn.Embedding(count, PAIR) for count in rows)
        self.relations = nn.Linear(PAIR, relations)
        self.dropout = nn.Dropout(0.2)
        for table in self.rows:
            nn.init.normal_(table.weight, std=0.02)
        nn.init.constant_(self.relations.bias, _RARE)

    def forward(self, vectors: Tensor, spans: Tensor, chains: Tensor, rows: Rows, asked: Tensor) -> Tensor:
        """`[rows, asked]`: what each row says; `vectors` are of words, `spans` their numbers by mention."""
        mentions = self.dropout(functional.relu(self.mention(vectors[spans].flatten(1)).float()))
        count = int(chains.max()) + 1
        whole = mentions.new_zeros(count, SPAN)
        whole = whole.scatter_reduce(0, chains[:, None].expand_as(mentions), mentions, "mean", include_self=False)
        states = (self.subject(mentions) + self.chain_subject(whole)[chains])[rows.subject]
        states = states + (self.object(mentions) + self.chain_object(whole)[chains])[rows.object]
        states = states + self.product(mentions[rows.subject] * mentions[rows.object])
        states = states + self._between(vectors, rows.between)
        for number, table in enumerate(self.rows):
            states = states + table(rows.columns[:, number])
        states = self.dropout(functional.relu(states))
        return functional.linear(states, self.relations.weight[asked], self.relations.bias[asked])

    def _between(self, vectors: Tensor, places: Tensor) -> Tensor:
        projected = self.between(vectors).float()
        sums = torch.cat((projected.new_zeros(1, PAIR), projected.cumsum(0)))
        lengths = (places[:, 1] - places[:, 0]).clamp_min(1)[:, None]
        return (sums[places[:, 1]] - sums[places[:, 0]]) / lengths


@dataclass
class Rows:
    """Pairs of mentions as in `kg.encoder.related`."""

    subject: Tensor
    object: Tensor
    pair: Tensor
    columns: Tensor
    between: Tensor


class Heads(nn.Module):
    """Word vectors -> names, classes of chains, scores of pairs, relations, attribution and factuality."""

    def __init__(self, size: int, counts: Counts) -> None:
        super().__init__()
        names, classes, single, pairs = counts.names, counts.classes, counts.single, counts.pairs
        self.names = nn.Linear(size, names)
        self.tags = nn.Linear(size, counts.tags)
        self.certain = nn.Sequential(nn.Linear(size, PAIR), nn.ReLU(), nn.Linear(PAIR, counts.factuality))
        self.related = Related(size, counts.relations, counts.rows)
        self.span = nn.Linear(3 * size, SPAN)
        self.types = nn.Linear(2 * SPAN, classes)
        self.mention = nn.Linear(3 * size, SPAN)
        self.single = nn.ModuleList(nn.Embedding(count, SPAN) for count in single)
        self.left = nn.Linear(SPAN, PAIR)
        self.right = nn.Linear(SPAN, PAIR, bias=False)
        self.product = nn.Linear(SPAN, PAIR, bias=False)
        self.pairs = nn.ModuleList(nn.Embedding(count, PAIR) for count in pairs)
        self.direct = nn.ModuleList(nn.Embedding(count, 1) for count in pairs)
        self.score = nn.Linear(PAIR, 1)
        self.dropout = nn.Dropout(0.2)
        for table in (*self.single, *self.pairs, *self.direct):
            nn.init.normal_(table.weight, std=0.02)

    def chain_types(self, spans: Tensor, chains: Tensor, count: int) -> Tensor:
        """Logits `[chains, classes]` from the words `[mentions, 3 * size]` of all mentions of each chain."""
        found = self.dropout(functional.relu(self.span(spans).float()))
        index = chains[:, None].expand_as(found)
        blank = found.new_zeros(count, SPAN)
        mean = blank.scatter_reduce(0, index, found, "mean", include_self=False)
        most = blank.scatter_reduce(0, index, found, "amax", include_self=False)
        return self.types(torch.cat((mean, most), dim=1))

    def mentions(self, spans: Tensor, single: Tensor) -> Tensor:
        """Vectors of mentions from their words and what concerns each alone."""
        states = self.mention(spans)
        for number, table in enumerate(self.single):
            states = states + table(single[:, number])
        return self.dropout(functional.relu(states))

    def pair_scores(self, mentions: Tensor, left: Tensor, right: Tensor, pairs: Tensor) -> Tensor:
        """Log-odds against no antecedent at all that `left` is the antecedent of `right`."""
        states = self.left(mentions)[left] + self.right(mentions)[right]
        states = states + self.product(mentions[left] * mentions[right])
        straight = 0.0
        for number, (table, weight) in enumerate(zip(self.pairs, self.direct, strict=True)):
            states = states + table(pairs[:, number])
            straight = straight + weight(pairs[:, number])[:, 0]
        return self.score(functional.relu(states))[:, 0] + straight


def load_base(encoder: Encoder, folder: Path) -> None:
    """Fill the encoder with the weights of a BERT in `folder`; features start near nothing."""
    base = load_file(folder / "model.safetensors")
    base = {name.removeprefix("bert."): tensor.float() for name, tensor in base.items()}
    kind = base["embeddings.token_type_embeddings.weight"][0]
    state = encoder.state_dict()
    state["pieces.weight"] = base["embeddings.word_embeddings.weight"]
    state["positions.weight"] = base["embeddings.position_embeddings.weight"] + kind
    for part in ("weight", "bias"):
        state[f"norm.{part}"] = base[f"embeddings.LayerNorm.{part}"]
        for number in range(len(encoder.blocks)):
            layer = f"encoder.layer.{number}."
            names = [f"{layer}attention.self.{name}.{part}" for name in ("query", "key", "value")]
            state[f"blocks.{number}.qkv.{part}"] = torch.cat([base[name] for name in names])
            for ours, theirs in (
                ("out", "attention.output.dense"),
                ("attention_norm", "attention.output.LayerNorm"),
                ("wide", "intermediate.dense"),
                ("narrow", "output.dense"),
                ("output_norm", "output.LayerNorm"),
            ):
                state[f"blocks.{number}.{ours}.{part}"] = base[f"{layer}{theirs}.{part}"]
    encoder.load_state_dict(state)
    for table in encoder.features:
        nn.init.normal_(table.weight, std=0.01)


def read_config(folder: Path) -> dict[str, Any]:
    """`config.json` of the base."""
    found: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return found
