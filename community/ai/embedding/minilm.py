"""all-MiniLM-L6-v2 in NumPy: the BERT encoder (Devlin et al. 2019, https://arxiv.org/abs/1810.04805)
with the mean of its tokens, as sentence-transformers computes it, without PyTorch
(docs/decisions/0054).

It runs any BERT of `transformers` with absolute positions and GELU whose folder has config.json,
model.safetensors (32-bit) and tokenizer.json.
"""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from django.conf import settings
from scipy.special import erf

from community.ai.embedding.vectors import embedded
from community.ai.tiers import MINILM

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from community.ai.protocols import Vectors

    Array = NDArray[np.float32]

MOST_TOKENS = 256  # of a text, with the two special ones: what the model was trained with
LONGEST = 20_000  # characters that are read for them
AT_ONCE = 32  # texts in a batch
FILES = ("config.json", "tokenizer.json", "model.safetensors")
REVISION = 1  # of the computation: a higher one where it gives other vectors


@dataclass(frozen=True)
class Linear:
    """x · weight + bias; the weight is (inputs, outputs)."""

    weight: "Array"
    bias: "Array"

    def __call__(self, x: "Array") -> "Array":
        found = x @ self.weight
        found += self.bias
        return found


@dataclass(frozen=True)
class Norm:
    """Layer normalization over the last axis (https://arxiv.org/abs/1607.06450), in place."""

    weight: "Array"
    bias: "Array"
    epsilon: float

    def __call__(self, x: "Array") -> "Array":
        x -= x.mean(axis=-1, keepdims=True)
        variance = np.einsum("ij,ij->i", x, x)[:, None] / np.float32(x.shape[-1])
        x /= np.sqrt(variance + np.float32(self.epsilon))
        x *= self.weight
        x += self.bias
        return x


@dataclass(frozen=True)
class Layer:
    queries_keys_values: Linear  # in one; queries are divided by the square root of a head's width
    attended: Linear
    attended_norm: Norm
    inner: Linear
    outer: Linear
    outer_norm: Norm


class MiniLM:
    backend = "minilm"
    related_above = 0.6  # docs/decisions/0054 has the figures

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # the worker has threads
        from safetensors import safe_open  # noqa: PLC0415 - an optional extra
        from tokenizers import Tokenizer  # noqa: PLC0415 - an optional extra

        config = json.loads((folder / "config.json").read_text())
        _check(config)
        self.dimensions: int = config["hidden_size"]
        self._heads: int = config["num_attention_heads"]
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(min(MOST_TOKENS, config["max_position_embeddings"]))
        with safe_open(folder / "model.safetensors", framework="np") as weights:
            self._load(config, weights)
        self.version = _version(folder)

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """Of the first 256 tokens of each text (about 190 English words)."""
        return embedded(texts, self.dimensions, self._computed)

    def _computed(self, texts: list[str]) -> "Array":
        """Texts of about the same length go together, since all of a batch are as long as its
        longest."""
        found = np.empty((len(texts), self.dimensions), np.float32)
        encoded = self._tokenizer.encode_batch([text[:LONGEST] for text in texts])
        tokens = [encoding.ids for encoding in encoded]
        order = sorted(range(len(texts)), key=lambda at: len(tokens[at]))
        for start in range(0, len(order), AT_ONCE):
            batch = order[start : start + AT_ONCE]
            found[batch] = self._forward([tokens[at] for at in batch])
        return found

    def _forward(self, tokens: list[list[int]]) -> "Array":
        """The mean over the tokens of each text in the last layer."""
        longest = len(tokens[-1])
        ids = np.zeros((len(tokens), longest), np.intp)
        mask = np.zeros((len(tokens), longest), np.float32)
        for row, text in enumerate(tokens):
            ids[row, : len(text)] = text
            mask[row, : len(text)] = 1
        ignored = np.where(mask > 0, np.float32(0), np.float32("-inf"))[:, None, None, :]
        x = self._words[ids]
        x += self._positions[:longest]
        x = self._norm(x.reshape(-1, self.dimensions))
        for layer in self._layers:
            x = layer.attended_norm(x + layer.attended(self._attention(layer, x, ignored)))
            x = layer.outer_norm(x + layer.outer(_gelu(layer.inner(x))))
        mask /= mask.sum(axis=1, keepdims=True)
        summed = mask[:, None, :] @ x.reshape(len(tokens), longest, self.dimensions)
        return np.asarray(summed[:, 0], np.float32)

    def _attention(self, layer: Layer, x: "Array", ignored: "Array") -> "Array":
        """softmax(Q · Kᵀ / √width) · V for each head; Q, K and V are views of one product."""
        texts, longest = len(ignored), ignored.shape[-1]
        parts = layer.queries_keys_values(x).reshape(texts, longest, 3, self._heads, -1)
        queries, keys, values = parts.transpose(2, 0, 3, 1, 4)
        weights = queries @ keys.swapaxes(-1, -2)
        weights += ignored
        weights -= weights.max(axis=-1, keepdims=True)
        np.exp(weights, out=weights)
        weights /= weights.sum(axis=-1, keepdims=True)
        found = np.empty((texts, longest, self._heads, values.shape[-1]), np.float32)
        np.matmul(weights, values, out=found.swapaxes(1, 2))
        return found.reshape(-1, self.dimensions)

    def _load(self, config: dict[str, Any], weights: Any) -> None:
        epsilon = config["layer_norm_eps"]
        tensor = weights.get_tensor
        self._words: Array = tensor("embeddings.word_embeddings.weight")
        self._positions: Array = tensor("embeddings.position_embeddings.weight")
        self._positions += tensor("embeddings.token_type_embeddings.weight")[0]  # one segment
        self._norm = _norm(weights, "embeddings.LayerNorm", epsilon)
        self._layers = list(_layers(config, weights))


def make() -> MiniLM:
    return MiniLM(Path(settings.AI_WEIGHTS) / MINILM)


def _gelu(x: "Array") -> "Array":
    """x · Φ(x), exactly, by the error function (https://arxiv.org/abs/1606.08415)."""
    found = x * np.float32(0.5**0.5)
    erf(found, out=found)
    found += 1
    found *= x
    found *= np.float32(0.5)
    return found


def _layers(config: dict[str, Any], weights: Any) -> Iterator[Layer]:
    scale = np.float32((config["hidden_size"] // config["num_attention_heads"]) ** -0.5)
    for number in range(config["num_hidden_layers"]):
        name = f"encoder.layer.{number}"
        parts = [
            _linear(weights, f"{name}.attention.self.{part}") for part in ("query", "key", "value")
        ]
        parts[0] = Linear(parts[0].weight * scale, parts[0].bias * scale)
        yield Layer(
            queries_keys_values=Linear(
                np.concatenate([part.weight.T for part in parts]).T,
                np.concatenate([part.bias for part in parts]),
            ),
            attended=_linear(weights, f"{name}.attention.output.dense"),
            attended_norm=_norm(
                weights, f"{name}.attention.output.LayerNorm", config["layer_norm_eps"]
            ),
            inner=_linear(weights, f"{name}.intermediate.dense"),
            outer=_linear(weights, f"{name}.output.dense"),
            outer_norm=_norm(weights, f"{name}.output.LayerNorm", config["layer_norm_eps"]),
        )


def _linear(weights: Any, name: str) -> Linear:
    """The file has (outputs, inputs); turned over, which copies nothing."""
    return Linear(weights.get_tensor(f"{name}.weight").T, weights.get_tensor(f"{name}.bias"))


def _norm(weights: Any, name: str, epsilon: float) -> Norm:
    return Norm(weights.get_tensor(f"{name}.weight"), weights.get_tensor(f"{name}.bias"), epsilon)


def _check(config: dict[str, Any]) -> None:
    """Refuse what would be computed wrongly, by ValueError."""
    told = (config["model_type"], config["hidden_act"], config.get("position_embedding_type"))
    if told not in {("bert", "gelu", "absolute"), ("bert", "gelu", None)}:
        raise ValueError(f"not a BERT that can be run here: {', '.join(map(str, told))}")


def _version(folder: Path) -> str:
    digest = sha256()
    for name in FILES:
        with (folder / name).open("rb") as file:
            while part := file.read(1024 * 1024):
                digest.update(part)
    return f"{digest.hexdigest()[:12]}-{REVISION}"
