"""The encoder in NumPy against one that is written out number by number."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from community.ai.embedding.minilm import MiniLM
from tests.ai import tiny_bert
from tests.ai.tiny_bert import HEADS, INNER, LAYERS, WIDTH

TEXTS = ["a", "ab cd efg", "the bike is broken", "x y z 1 2 3", "bb bb bb", "a1 b2 c3 d4"]
Row = list[float]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tiny_bert.write(tmp_path / "tiny")


def test_it_computes_what_the_paper_says(folder: Path):
    model = MiniLM(folder)

    found = model.embed(TEXTS)

    expected = [reference(model._tokenizer.encode(text).ids, weights()) for text in TEXTS]
    assert np.abs(found - np.array(expected)).max() < 2e-6
    assert np.abs(found[0] - found[1]).max() > 0.1


def test_neighbors_in_a_batch_change_nothing(folder: Path):
    model = MiniLM(folder)

    together = model.embed([*TEXTS, "abcdefgh " * 4])

    alone = np.concatenate([model.embed([text]) for text in TEXTS])
    assert np.abs(together[:-1] - alone).max() < 1e-6


def test_rows_are_in_the_order_of_texts_over_several_batches(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    model = MiniLM(folder)
    texts = [f"{'ab ' * (number % 7)}{number}" for number in range(50)]
    whole = model.embed(texts)

    monkeypatch.setattr("community.ai.embedding.minilm.AT_ONCE", 4)

    assert np.abs(model.embed(texts) - whole).max() < 1e-6


def test_a_long_text_is_cut_at_the_positions_that_the_model_has(folder: Path):
    model = MiniLM(folder)
    read = "a " * (tiny_bert.POSITIONS - 2)  # the two others are the special tokens

    one, other, shorter = model.embed([read, read + "zz " * 500, read[:-2]])

    assert np.abs(one - other).max() < 1e-6
    assert np.abs(one - shorter).max() > 1e-4


def test_a_tokenizer_that_pads_and_cuts_is_told_not_to(folder: Path):
    model = MiniLM(folder)
    expected = model.embed(TEXTS)
    model._tokenizer.enable_padding(length=20)
    model._tokenizer.enable_truncation(5)
    model._tokenizer.save(str(folder / "tokenizer.json"))

    assert np.array_equal(MiniLM(folder).embed(TEXTS), expected)


def test_any_file_that_changes_vectors_changes_the_version(tmp_path: Path):
    one = MiniLM(tiny_bert.write(tmp_path / "one")).version
    same = MiniLM(tiny_bert.write(tmp_path / "same")).version
    weights = MiniLM(tiny_bert.write(tmp_path / "weights", seed=8)).version
    config = MiniLM(tiny_bert.write(tmp_path / "config", layer_norm_eps=1e-6)).version

    assert one == same
    assert len({one, weights, config}) == 3


@pytest.mark.parametrize(
    "config",
    [
        {"model_type": "distilbert"},
        {"hidden_act": "gelu_new"},
        {"position_embedding_type": "relative_key"},
    ],
)
def test_what_would_be_computed_wrongly_is_refused(tmp_path: Path, config: dict[str, Any]):
    folder = tiny_bert.write(tmp_path / "other", **config)

    with pytest.raises(ValueError, match=next(iter(config.values()))):
        MiniLM(folder)


# -- the reference -------------------------------------------------------------------------------
def weights() -> dict[str, Any]:
    return {name: array.tolist() for name, array in tiny_bert.weights(7).items()}


def reference(ids: list[int], all_weights: dict[str, Any]) -> Row:
    w = all_weights
    rows = []
    for position, token in enumerate(ids):
        parts = (
            w["embeddings.word_embeddings.weight"][token],
            w["embeddings.position_embeddings.weight"][position],
            w["embeddings.token_type_embeddings.weight"][0],
        )
        summed = [sum(numbers) for numbers in zip(*parts, strict=True)]
        rows.append(normalized(summed, w, "embeddings.LayerNorm"))
    for number in range(LAYERS):
        rows = layer(rows, w, f"encoder.layer.{number}")
    mean = [sum(row[i] for row in rows) / len(rows) for i in range(WIDTH)]
    length = math.sqrt(sum(x * x for x in mean))
    return [x / length for x in mean]


def layer(rows: list[Row], w: dict[str, Any], name: str) -> list[Row]:
    queries, keys, values = (
        [linear(row, w, f"{name}.attention.self.{part}") for row in rows]
        for part in ("query", "key", "value")
    )
    width = WIDTH // HEADS
    found = []
    for at, row in enumerate(rows):
        joined: Row = []
        for head in range(HEADS):
            part = slice(head * width, (head + 1) * width)
            scores = [dot(queries[at][part], key[part]) / math.sqrt(width) for key in keys]
            powers = [math.exp(score) for score in scores]
            shares = [power / sum(powers) for power in powers]
            joined += [
                sum(share * value[part][i] for share, value in zip(shares, values, strict=True))
                for i in range(width)
            ]
        told = linear(joined, w, f"{name}.attention.output.dense")
        middle = normalized(added(row, told), w, f"{name}.attention.output.LayerNorm")
        inner = linear(middle, w, f"{name}.intermediate.dense")
        assert len(inner) == INNER
        gelu = [x * (1 + math.erf(x / math.sqrt(2))) / 2 for x in inner]
        outer = linear(gelu, w, f"{name}.output.dense")
        found.append(normalized(added(middle, outer), w, f"{name}.output.LayerNorm"))
    return found


def linear(row: Row, w: dict[str, Any], name: str) -> Row:
    pairs = zip(w[f"{name}.weight"], w[f"{name}.bias"], strict=True)
    return [dot(row, weight) + bias for weight, bias in pairs]


def normalized(row: Row, w: dict[str, Any], name: str) -> Row:
    mean = sum(row) / len(row)
    variance = sum((x - mean) ** 2 for x in row) / len(row)
    deviation = math.sqrt(variance + tiny_bert.CONFIG["layer_norm_eps"])
    parts = zip(row, w[f"{name}.weight"], w[f"{name}.bias"], strict=True)
    return [(x - mean) / deviation * weight + bias for x, weight, bias in parts]


def dot(one: Row, other: Row) -> float:
    return sum(x * y for x, y in zip(one, other, strict=True))


def added(one: Row, other: Row) -> Row:
    return [x + y for x, y in zip(one, other, strict=True)]
