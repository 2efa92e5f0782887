"""MiniLM with its real weights, which the test fetches once: slow, and in need of a network."""

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.core.management import call_command

from community.ai import tiers
from community.ai.embedding.minilm import MiniLM
from tests.conftest import ROOT

WEIGHTS = ROOT / ".cache/weights"
PYTORCH = ROOT / ".venv-transformers/bin/python"
TEXTS = [
    "How can I fix a flat tire?",
    "Repairing a punctured bicycle tube",
    "The weather is nice today",
    "How do I kill a stuck process?",
    "Terminate a program that hangs",
    "🎉 naïve café 漢字",
    "word " * 400,
    "a",
]
# Cosine similarities of PyTorch, with the same weights.
EXPECTED = {(0, 1): 0.3783, (0, 2): 0.0732, (3, 4): 0.7137, (0, 3): 0.1578}

pytestmark = pytest.mark.soak


@pytest.fixture(scope="module")
def folder() -> Path:
    before, settings.AI_WEIGHTS = settings.AI_WEIGHTS, str(WEIGHTS)
    try:
        call_command("fetch_weights")
    finally:
        settings.AI_WEIGHTS = before
    return WEIGHTS / tiers.MINILM


def test_similarities_are_those_of_the_model(folder: Path):
    vectors = MiniLM(folder).embed(TEXTS)

    found = {pair: float(vectors[pair[0]] @ vectors[pair[1]]) for pair in EXPECTED}
    assert found == pytest.approx(EXPECTED, abs=1e-4)


def test_vectors_are_those_of_pytorch(folder: Path):
    told = subprocess.run(
        [PYTORCH, "-W", "ignore", ROOT / "tests/ai/bert_in_pytorch.py", folder],
        input=json.dumps(TEXTS),
        env=os.environ | {"HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )

    expected = np.array(json.loads(told.stdout), np.float32)
    assert np.abs(MiniLM(folder).embed(TEXTS) - expected).max() < 1e-6
