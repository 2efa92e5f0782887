"""What every tier of sentiment keeps to: the simplest, a server, and DistilBERT with PyTorch."""

import json
import os
import subprocess
import sysconfig
from typing import Any

import pytest

from community.ai import tiers
from community.ai.protocols import Label, Scored
from community.ai.sentiment import server
from community.ai.sentiment.distilbert import with_neutral
from community.ai.sentiment.results import result
from community.ai.texts import LONGEST
from community.kernel.errors import Unavailable
from tests.conftest import ROOT

PRAISE, ABUSE = "Works like a charm, thank you so much!", "You are idiots, I hate this garbage."
CALM = "How do I kill a stuck process?"
LONG = "Press the button twice. " * 40
TEXTS = [PRAISE, "", CALM, "1234 :: --", ABUSE, LONG, LONG[:LONGEST] + ABUSE]
PYTHON = ROOT / ".venv-transformers/bin/python"  # make .venv-transformers/ready


def rated(_system: str, user: str) -> Any:
    """What a chat model says: it would notice what is behind the first 512 characters."""
    if "idiots" in user:
        return {"negative": 0.97, "neutral": 0.02, "positive": 0.01}
    positive = 0.9 if "thank" in user else 0.1
    return {"negative": 0.0, "neutral": 1 - positive, "positive": positive}


@pytest.fixture
def chat_server(openai_server, settings):
    settings.AI_SENTIMENT = "server"
    openai_server.answer = rated
    return openai_server


@pytest.fixture(params=["lexicon", "server", pytest.param("transformers", marks=pytest.mark.soak)])
def tier(request, settings, tmp_path) -> dict[str, Any]:
    """Which one it is, and what it made of the texts, twice."""
    if request.param == "transformers":
        return by_distilbert(tmp_path, TEXTS)
    if request.param == "server":
        request.getfixturevalue("chat_server")
    settings.AI_SENTIMENT = request.param
    model = tiers.backend("sentiment")
    first, second = model.score(TEXTS), model.score(TEXTS)
    return {
        "first": first, "second": second, "backend": model.backend, "version": model.version,
        "wanted": request.param,
    }  # fmt: skip


def by_distilbert(tmp_path, texts) -> dict[str, Any]:
    """In the environment that has PyTorch, with the packages of this one behind its own."""
    own = {"PYTHONPATH": f"{ROOT}:{sysconfig.get_path('purelib')}"}
    own |= {"HF_ENDPOINT": "http://127.0.0.1:1", "HF_HOME": str(tmp_path / "home")}
    process = subprocess.run(
        [PYTHON, "tests/ai/tiny_distilbert.py", str(tmp_path / "weights")],
        cwd=ROOT,
        env=os.environ | own,
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    told: dict[str, Any] = json.loads(process.stdout)
    for name in ("first", "second"):
        told[name] = [Scored(**one | {"label": Label(one["label"])}) for one in told[name]]
    return told | {"wanted": "transformers"}


def test_every_tier_keeps_to_the_contract(tier):
    found = tier["first"]
    known = [one for one in found if one.label != Label.UNKNOWN]

    assert len(found) == len(TEXTS)
    assert [at for at, one in enumerate(found) if one.label == Label.UNKNOWN] == [1, 3]
    assert found[1] == Scored(label=Label.UNKNOWN, confidence=0.0, needs_attention=False)
    assert all(1 / 3 <= one.confidence <= 1 for one in known)
    assert all(
        one.needs_attention == (one.label == Label.NEGATIVE and one.confidence > 0.9)
        for one in known
    )
    assert found[5] == found[6]  # what comes behind the first 512 characters is not read
    assert tier["second"] == found
    assert tier["backend"] == tier["wanted"]
    assert 0 < len(tier["version"]) <= 40


@pytest.mark.parametrize("name", ["lexicon", "server"])
def test_tiers_know_praise_abuse_and_calm_reports(name, chat_server, settings):
    settings.AI_SENTIMENT = name

    praise, abuse, calm = tiers.backend("sentiment").score([PRAISE, ABUSE, CALM])

    assert (praise.label, praise.needs_attention) == (Label.POSITIVE, False)
    assert (abuse.label, abuse.needs_attention) == (Label.NEGATIVE, True)
    assert (calm.label, calm.needs_attention) == (Label.NEUTRAL, False)


@pytest.mark.soak
def test_weights_are_read_from_the_folder_and_no_hub_is_contacted(tmp_path):
    told = by_distilbert(tmp_path, [PRAISE, "x"])
    other = by_distilbert(tmp_path / "other", [PRAISE])

    assert told["contacted"] == []
    assert told["is_watched"]
    assert len({one.confidence for one in told["first"]}) == 2
    assert other["version"] == told["version"]  # of the same weights


def test_weights_without_packages_leave_the_lexicon(settings, tmp_path):
    settings.AI_WEIGHTS = str(tmp_path)
    folder = tmp_path / tiers.DISTILBERT
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"")

    assert tiers.chosen("sentiment").backend == "lexicon"


def test_two_labels_are_neutral_where_neither_is_sure():
    unsure = with_neutral({Label.POSITIVE: 0.4, Label.NEGATIVE: 0.6})
    sure = with_neutral({Label.POSITIVE: 0.1, Label.NEGATIVE: 0.9})
    three = {Label.POSITIVE: 0.4, Label.NEGATIVE: 0.35, Label.NEUTRAL: 0.25}

    assert result(unsure) == Scored(label=Label.NEUTRAL, confidence=0.8)
    assert result(sure) == Scored(label=Label.NEGATIVE, confidence=0.9)  # not above 0.9
    assert with_neutral(three) == three


@pytest.mark.parametrize(
    "told",
    [
        {"negative": "very", "neutral": None, "positive": True},
        {"negative": -1, "neutral": 7, "positive": 0},
        {"negative": 0, "neutral": 0, "positive": 0},
    ],
)
def test_nonsense_of_a_chat_model_is_unknown(told, chat_server):
    chat_server.answer = lambda _system, user: told if user == CALM else rated(_system, user)

    found = tiers.backend("sentiment").score([CALM, ABUSE])

    assert [one.label for one in found] == [Label.UNKNOWN, Label.NEGATIVE]


def test_probabilities_that_a_chat_model_gives_are_made_to_add_up(chat_server):
    chat_server.answer = lambda *_: {"negative": 0.5, "neutral": 0.0, "positive": 0.3}

    assert tiers.backend("sentiment").score([CALM])[0].confidence == 0.625


def test_a_server_that_fails_for_one_text_leaves_it_unknown_and_for_all_is_unavailable(chat_server):
    model = tiers.backend("sentiment")

    chat_server.fail_next(400)
    assert [one.label for one in model.score([CALM, PRAISE])] == [Label.UNKNOWN, Label.POSITIVE]
    chat_server.fail_next(400, 400)
    with pytest.raises(Unavailable):
        model.score([CALM, "", PRAISE])


def test_a_server_is_told_the_text_alone(chat_server):
    tiers.backend("sentiment").score([CALM])

    [(path, asked)] = chat_server.asked
    assert path == "/v1/chat/completions"
    assert [one["content"] for one in asked["messages"]] == [server.SYSTEM, CALM]
