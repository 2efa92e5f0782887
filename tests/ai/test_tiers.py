"""Which backend does a task, and what ai_doctor tells of it."""

from io import StringIO

import pytest
from django.core.management import call_command

import community.ai.listening  # noqa: F401 - its answers
from community.ai import tiers
from community.ai.management import doctor
from community.ai.models import Progress, Sentiment, TrainedModel
from community.ai.tiers import SERVER, Tier
from community.kernel.errors import Unavailable
from community.setup import preflight
from community.setup.supervisor import Trouble
from tests.ai import toy_backend, toy_broken

TOY = Tier(backend="toy", module="tests.ai.toy_backend")
BROKEN = Tier(backend="broken", module="tests.ai.toy_broken")
ABSENT = Tier(backend="absent", module="no.such.module", missing=lambda: "not installed: absent")
AWAY = Tier(backend=SERVER, module="no.such.module")


@pytest.fixture(autouse=True)
def forgotten(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(toy_backend, "made", [])
    settings.AI_WEIGHTS = str(tmp_path)
    tiers.forget()
    yield
    tiers.forget()


@pytest.fixture
def sentiment(monkeypatch, settings):
    """Give the task these tiers and what the setting says."""

    def give(*given, wanted="auto"):
        monkeypatch.setattr(tiers, "TASKS", {"sentiment": given})
        settings.AI_SENTIMENT = wanted

    return give


def told():
    """The lines of ai_doctor, and its exit status."""
    out, err, status = StringIO(), StringIO(), 0
    try:
        call_command("ai_doctor", stdout=out, stderr=err)
    except SystemExit as error:
        status = error.code
    return out.getvalue(), err.getvalue(), status


def test_auto_takes_the_best_that_is_there_and_never_a_server(sentiment):
    sentiment(TOY, BROKEN, AWAY)
    assert tiers.chosen("sentiment") is BROKEN

    sentiment(TOY, ABSENT, AWAY)
    assert tiers.chosen("sentiment") is TOY

    sentiment(AWAY)
    assert tiers.backend("sentiment") is None


def test_a_setting_turns_a_task_off_or_names_its_backend(sentiment):
    for wanted, expected in (("off", None), ("toy", TOY), (SERVER, AWAY), ("absent", None)):
        sentiment(TOY, ABSENT, AWAY, wanted=wanted)
        assert tiers.chosen("sentiment") is expected


def test_one_that_cannot_be_made_is_logged_once_and_replaced_by_a_lower_one(sentiment, caplog):
    sentiment(TOY, BROKEN)

    found = [tiers.backend("sentiment").backend for _ in range(3)]

    assert found == ["toy"] * 3
    assert toy_backend.made == ["toy"]
    [record] = caplog.records
    assert record.getMessage() == "sentiment: the backend broken cannot be used"

    sentiment(TOY, BROKEN, wanted="broken")  # and nothing replaces what was asked for by name
    assert tiers.backend("sentiment") is None


def test_one_that_is_not_there_yet_is_asked_for_again(sentiment, monkeypatch):
    sentiment(BROKEN)

    def away():
        raise Unavailable("not trained yet")

    monkeypatch.setattr(toy_broken, "make", away)
    for _ in range(2):
        with pytest.raises(Unavailable):
            tiers.backend("sentiment")

    monkeypatch.setattr(toy_broken, "make", toy_backend.make)
    assert tiers.backend("sentiment") is tiers.backend("sentiment") is not None


def test_two_threads_make_one_backend(sentiment, in_threads):
    sentiment(TOY)

    one, other = in_threads([lambda: tiers.backend("sentiment")] * 2)

    assert one is other
    assert toy_backend.made == ["toy"]


def test_weights_and_packages_that_are_missing_are_named(settings, tmp_path):
    [minilm] = [tier for tier in tiers.TASKS["embedder"] if tier.backend == "minilm"]
    folder = tmp_path / tiers.MINILM
    assert minilm.missing() == f"no weights in {folder}"

    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"")
    assert minilm.missing() == ""
    assert (
        tiers._weights(tiers.MINILM, "safetensors", "no_such_one") == "not installed: no_such_one"
    )

    [server] = [tier for tier in tiers.TASKS["embedder"] if tier.backend == SERVER]
    settings.AI_SERVER_URL, settings.AI_SERVER_EMBEDDING_MODEL = "https://ai.example/v1", ""
    assert server.missing() == "not set: AI_SERVER_EMBEDDING_MODEL"


def test_a_name_of_no_backend_stops_the_start_with_one_line():
    known = {
        f"AI_{task.upper()}": {"auto", "off", *(tier.backend for tier in of)}
        for task, of in tiers.TASKS.items()
    }
    assert {name: set(names) for name, names in preflight.MODELS.items()} == known

    assert preflight.check_models({"AI_EMBEDDER": "minilm", "AI_SENTIMENT": ""}) is None
    with pytest.raises(Trouble, match=r"^AI_EMBEDDER is 'bert': set it to one of auto, off, lsa,"):
        preflight.check_models({"AI_EMBEDDER": "bert"})
    with pytest.raises(Trouble, match="AI_SERVER_URL is not an address"):
        preflight.check_models({"AI_SERVER_URL": "localhost:11434"})


# -- ai_doctor ---------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_doctor_works_without_weights_worker_and_rows():
    out, err, status = told()

    assert (err, status) == ("", 0)
    for line in ("Sentiment (AI_SENTIMENT=auto)", "Worker of models: does not answer",
                 "no weights in", "not set: AI_SERVER_URL", "pgvector: ", "Sentiments: none",
                 "Trained models: none", "Progress: none"):  # fmt: skip
        assert line in out, out


@pytest.mark.django_db
def test_the_doctor_tells_versions_hashes_thresholds_samples_and_rows(
    sentiment, tmp_path, models_answer
):
    weighty = Tier(backend="toy", module="tests.ai.toy_backend", weights="small")
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "model.safetensors").write_bytes(b"weights")
    sentiment(weighty, ABSENT)
    Sentiment.objects.create(
        subject_kind="discussions.post", subject_id=1, label="neutral", confidence=1,
        backend="toy", version="toy-1",
    )  # fmt: skip
    TrainedModel.objects.create(
        task="classifier forum.topic", backend="linear", version="1", rows_count=5, payload=b"model"
    )
    Progress.objects.create(task="sentiment", version="toy-1", top_id=9, at_id=4)

    out, _, status = told()

    assert status == 0
    lines = [line.split() for line in out.splitlines()]
    assert ["*", "toy", "chosen", "toy-1", "9a129038d9a0", "attention_above", "0.9"] in lines
    assert ["absent", "not", "installed:", "absent"] in lines
    assert f"“{doctor.SAMPLE}”: positive 0.75 (" in out
    assert "Worker of models: answers; at most" in out
    assert "loaded: sentiment: toy toy-1" in out
    assert ["discussions.post", "toy", "toy-1", "neutral", "1"] in lines
    assert any(line[:5] == ["classifier", "forum.topic", "linear", "1", "9372c470eead"]
               for line in lines), out  # fmt: skip
    assert ["sentiment", "toy-1", "at", "4"] in lines


@pytest.mark.django_db
def test_the_doctor_tells_of_a_setting_that_cannot_be_met(sentiment):
    for wanted, why in (
        ("absent", "not installed: absent"),
        ("broken", "it cannot be loaded"),
        ("bert", "not one of auto, off, toy, broken, absent"),
    ):
        sentiment(TOY, BROKEN, ABSENT, wanted=wanted)
        out, err, status = told()
        assert (err, status) == (f"AI_SENTIMENT={wanted}: {why}\n", 1)
        assert "pgvector" in out


@pytest.mark.django_db
def test_a_sample_that_fails_is_told_in_its_line(sentiment, monkeypatch):
    sentiment(TOY)

    def fail(self, texts):
        raise RuntimeError("no memory\nleft")

    monkeypatch.setattr(toy_backend.Toy, "score", fail)

    assert "  No sample: no memory left\n" in told()[0]
