"""Dev scores during training: quick to compute, close to what the product is measured by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import torch

from .arrays import POINTS
from .spans import VALUES, spans, true_spans

if TYPE_CHECKING:
    from .fit import Model, Output, Text


def measure(model: Model, texts: Sequence[Text], content: dict[str, Any]) -> dict[str, float]:
    """F1 of names, classes, antecedents, relations and attributions, of GAP, and the mean error of factuality."""
    model.eval()
    counts: Counter[str] = Counter()
    errors: dict[str, list[float]] = {}
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for text in texts:
            output = model([text])[0]
            _count_names(text, output, content, counts)
            _count_types(text, output, counts)
            _count_pairs(text, output, counts)
            _count_related(text, output, counts)
            _count_tags(text, output, content, counts)
            if len(text.certain):
                value = output.certain.gather(1, text.certain[:, 1:2])[:, 0] - text.certain[:, 2] / POINTS
                errors.setdefault(f"{text.source} error", []).extend(value.abs().tolist())
    keys = sorted({key.rsplit(" ", 1)[0] for key in counts})
    means = {key: round(sum(values) / len(values), 4) for key, values in sorted(errors.items())}
    return {key: round(_f1(counts, key), 4) for key in keys} | means


def _f1(counts: Counter[str], key: str) -> float:
    return 2 * counts[key + " right"] / max(1, counts[key + " found"] + counts[key + " true"])


def _count_names(text: Text, output: Output, content: dict[str, Any], counts: Counter[str]) -> None:
    if not bool((text.names >= 0).any()):
        return
    names, sets = content["names"], content["sets"]
    known = text.names.tolist()
    found = spans([names[index] for index in output.names.argmax(1).tolist()])
    found = [span for span in found if all(known[index] >= 0 for index in range(span[0], span[1]))]
    true = true_spans([{names[index] for index in sets[number]} if number >= 0 else set() for number in known])
    found = [span for span in found if span[2] not in VALUES]
    truth = dict(true)
    right = [span for span in found if span[2] in truth.get(span[:2], ())]
    key = text.source + " names"
    counts[key + " found"] += len(found)
    counts[key + " true"] += len(true)
    counts[key + " right"] += len(right)
    counts[key + " boundaries found"] += len(found)
    counts[key + " boundaries true"] += len(true)
    counts[key + " boundaries right"] += sum(span[:2] in truth for span in found)


def _count_types(text: Text, output: Output, counts: Counter[str]) -> None:
    if not len(text.types):
        return
    target = torch.zeros_like(output.types, dtype=torch.bool)
    target[text.types[:, 0], text.types[:, 1]] = True
    found = output.types > 0
    counts["types found"] += int(found.sum())
    counts["types true"] += int(target.sum())
    counts["types right"] += int((found & target).sum())


def _count_related(text: Text, output: Output, counts: Counter[str]) -> None:
    if not len(text.asked) or not len(output.related):
        return
    target = torch.zeros_like(output.related, dtype=torch.bool)
    target[text.related[:, 0], text.related[:, 1]] = True
    found = output.related > 0
    key = text.source + " relations"
    counts[key + " found"] += int(found.sum())
    counts[key + " true"] += int(target.sum())
    counts[key + " right"] += int((found & target).sum())


def _count_tags(text: Text, output: Output, content: dict[str, Any], counts: Counter[str]) -> None:
    if not bool((text.tags >= 0).any()):
        return
    tags = content["tags"]
    found = set(spans([tags[index] for index in output.tags.argmax(1).tolist()]))
    true = set(spans([tags[max(index, 0)] for index in text.tags.tolist()]))
    for role in sorted({tag[2:] for tag in tags[1:]}):
        counts[f"{role} found"] += sum(span[2] == role for span in found)
        counts[f"{role} true"] += sum(span[2] == role for span in true)
        counts[f"{role} right"] += sum(span[2] == role for span in found & true)


def _count_pairs(text: Text, output: Output, counts: Counter[str]) -> None:
    if not len(text.left):
        return
    if text.source == "gap":
        _count_choices(text, output, counts)
        return
    same = (text.chains[text.left] == text.chains[text.right]).tolist()
    best: dict[int, tuple[float, bool]] = {}
    anaphoric: set[int] = set()
    rows = zip(text.right.tolist(), output.pairs.tolist(), same, strict=True)
    for right, score, is_same in rows:
        best[right] = max(best.get(right, (0.0, False)), (score, is_same), key=_score)
        anaphoric |= {right} if is_same else set()
    kinds = text.single[:, 0].tolist()
    for right, (score, is_same) in best.items():
        key = f"{text.source} {('name', 'nominal', 'pronoun', 'value')[kinds[right]]}s"
        counts[key + " found"] += score > 0
        counts[key + " true"] += right in anaphoric
        counts[key + " right"] += is_same and score > 0


_score: Callable[[tuple[float, bool]], float] = lambda pair: pair[0]  # noqa: E731


def _count_choices(text: Text, output: Output, counts: Counter[str]) -> None:
    same = (text.chains[text.left] == text.chains[text.right]).tolist()
    scores = output.pairs.tolist()
    top = max(range(len(scores)), key=scores.__getitem__)
    counts["gap found"] += scores[top] > 0
    counts["gap true"] += sum(same)
    counts["gap right"] += same[top] and scores[top] > 0
