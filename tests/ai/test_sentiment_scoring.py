"""Texts that apps register are scored in the background, newest first, and again when edited."""

from datetime import timedelta
from itertools import chain

import pytest
import time_machine
from django.utils import timezone

from community.ai import registration, tasks, tiers
from community.ai.models import Progress, Sentiment
from community.ai.protocols import Label, Scored
from community.ai.registration import Scorable, Written
from community.ai.sentiment import actions
from community.ai.sentiment.actions import look_again, score_again, score_due
from community.ai.sentiment.queries import is_due, scored
from community.events.models import EventRecord
from community.kernel.jobs import jobs
from community.kernel.schedule import SCHEDULE

pytestmark = pytest.mark.django_db

KIND = "tests.note"
CALM, ABUSE = "How do I kill a stuck process?", "You are idiots, I hate this garbage."


class Notes:
    """An app's texts, in memory. `meanwhile` is called after each time that some were read."""

    def __init__(self) -> None:
        self.rows: dict[int, Written] = {}
        self.asked: list[list[int]] = []
        self.meanwhile = lambda: None
        self.scorable = Scorable(name=KIND, read=self.read, ids_before=self.ids_before)

    def write(self, pk: int, text: str, **more) -> None:
        told = {"language": "", "author_id": 7, "audience_id": 0, "created_at": timezone.now()}
        self.rows[pk] = Written(object_id=pk, html=f"<p>{text}</p>", **told | more)

    def read(self, ids):
        self.asked.append(list(ids))
        found = [self.rows[pk] for pk in ids if pk in self.rows]
        self.meanwhile()
        return found

    def ids_before(self, below, most):
        return sorted((pk for pk in self.rows if below is None or pk < below), reverse=True)[:most]


@pytest.fixture
def notes(monkeypatch) -> Notes:
    made = Notes()
    monkeypatch.setattr(registration, "_scorables", {KIND: made.scorable})
    return made


def row(pk: int) -> Sentiment:
    return Sentiment.objects.get(subject_kind=KIND, subject_id=pk)


def news() -> list[int]:
    found = EventRecord.objects.filter(name="ai.sentiment.needs_attention").order_by("pk")
    return [event.payload["subject_id"] for event in found]


def test_texts_are_scored_the_newest_first(notes):
    for pk in range(1, 71):
        notes.write(pk, CALM)

    assert score_due(name=KIND) == 70

    assert [ids[0] for ids in notes.asked[::2]] == [70, 38, 6]
    found = row(1)
    assert (found.label, found.needs_attention) == ("neutral", False)
    assert (found.backend, found.version) == ("lexicon", tiers.backend("sentiment").version)
    assert (found.language, found.is_stale) == ("en", False)
    assert score_due(name=KIND) == 0


def test_code_and_quotes_are_not_scored(notes):
    notes.write(1, f"See below.</p><pre>{ABUSE}</pre><blockquote>{ABUSE}</blockquote><p>")

    score_due(name=KIND)

    assert row(1).label == "neutral"


def test_other_languages_and_texts_without_words_are_unknown(notes):
    notes.write(1, "Das Update ist eine totale Katastrophe und hat meinen Tag ruiniert.")
    notes.write(2, "1234 :: 5678")
    notes.write(3, "Katastrophe!", language="de-at")
    notes.write(4, "I hate it!")

    score_due(name=KIND)

    told = Sentiment.objects.values_list("subject_id", "label", "language", "confidence")
    assert sorted(told)[:3] == [
        (1, "unknown", "de", 0.0),
        (2, "unknown", "en", 0.0),
        (3, "unknown", "de", 0.0),
    ]
    assert row(4).label == "negative"


def test_a_short_text_is_in_the_language_of_the_site(settings):
    settings.LANGUAGE_CODE = "de-ch"

    [(result, language)] = scored(["I hate it!"], [""])

    assert (result, language) == (Scored(label=Label.UNKNOWN), "de")


def test_moderators_hear_of_a_new_text_that_needs_attention_once(notes, monkeypatch):
    notes.write(1, ABUSE, container_id=5)
    notes.write(2, ABUSE, created_at=timezone.now() - timedelta(days=3))
    notes.write(3, CALM)

    score_due(name=KIND)
    monkeypatch.setattr(tiers.backend("sentiment"), "version", "another")
    look_again(name=KIND)
    score_due(name=KIND)
    assert row(1).version == "another"

    event = EventRecord.objects.get(name="ai.sentiment.needs_attention")
    assert event.payload["subject_id"] == 1
    assert (event.payload["subject_kind"], event.payload["container_id"]) == (KIND, 5)
    assert event.payload["author_id"] == 7
    assert row(1).needs_attention
    assert row(2).needs_attention


def test_moderators_hear_again_of_a_text_that_was_edited_and_still_needs_attention(notes):
    """The event is published after each such edit; subscribers know what was decided."""
    notes.write(1, ABUSE)
    score_due(name=KIND)
    notes.write(1, f"{ABUSE} {ABUSE}")
    score_again(kind=KIND, ids=[1])

    score_due(name=KIND)

    assert news() == [1, 1]


def test_an_edited_text_is_scored_again_before_others(notes):
    notes.write(1, CALM)
    score_due(name=KIND)
    notes.write(1, ABUSE)
    notes.write(2, CALM)
    score_again(kind=KIND, ids=[1])
    notes.asked.clear()

    score_due(name=KIND)

    assert notes.asked[::2] == [[1], [2]]
    assert (row(1).needs_attention, row(1).is_stale) == (True, False)
    assert news() == [1]


def test_what_is_edited_while_it_is_scored_is_scored_again(notes):
    notes.write(1, CALM)

    def edit():
        notes.meanwhile = lambda: None
        notes.write(1, ABUSE)

    notes.meanwhile = edit

    score_due(name=KIND)
    assert row(1).is_stale
    score_due(name=KIND)

    assert (row(1).label, row(1).is_stale) == ("negative", False)
    assert news() == [1]


def test_another_version_scores_all_again(notes, monkeypatch):
    notes.write(1, CALM)
    score_due(name=KIND)
    monkeypatch.setattr(tiers.backend("sentiment"), "version", "other")

    assert score_due(name=KIND) == 1
    assert row(1).version == "other"


def test_what_is_gone_leaves_no_row_after_a_while(notes):
    for pk in (1, 2, 3):
        notes.write(pk, ABUSE)
    score_due(name=KIND)
    del notes.rows[2]

    look_again(name=KIND)
    assert Sentiment.objects.count() == 3
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        look_again(name=KIND)

    assert set(Sentiment.objects.values_list("subject_id", flat=True)) == {1, 3}


def test_ids_are_compared_in_parts(notes, monkeypatch):
    monkeypatch.setattr(actions, "PRUNED", 2)
    for pk in range(1, 8):
        notes.write(pk, CALM)
    score_due(name=KIND)
    for pk in (1, 4, 7):
        del notes.rows[pk]

    with time_machine.travel(timezone.now() + timedelta(days=3)):
        look_again(name=KIND)

    assert set(Sentiment.objects.values_list("subject_id", flat=True)) == {2, 3, 5, 6}


def test_a_text_that_is_restored_is_no_news(notes):
    notes.write(1, ABUSE)
    score_due(name=KIND)
    written = notes.rows.pop(1)
    score_again(kind=KIND, ids=[1])
    score_due(name=KIND)
    assert not is_due(notes.scorable)
    notes.rows[1] = written

    look_again(name=KIND)
    score_due(name=KIND)

    assert row(1).version == tiers.backend("sentiment").version
    assert news() == [1]


def test_the_job_is_due_while_there_is_something_to_score(notes):
    job = jobs["ai.sentiment"]
    assert job.due() == []
    notes.write(1, CALM)
    assert job.due() == [0]
    job.do(0)
    assert job.due() == []

    score_again(kind=KIND, ids=[1])
    assert job.due() == [0]
    job.do(0)
    assert SCHEDULE["community.ai.sentiment.tasks.look_at_all_texts_again"]["schedule"] == 86400
    tasks.of_sentiment.look_at_all_texts_again()  # as Celery finds it
    assert job.due() == [0]
    job.do(0)
    Progress.objects.update(version="transformers 1")
    assert job.due() == [0]
    job.do(1)  # of a release that registers more
    assert job.queue == "models"


def test_nothing_is_scored_where_it_is_off(notes, settings):
    settings.AI_SENTIMENT = "off"
    notes.write(1, CALM)

    assert jobs["ai.sentiment"].due() == []
    assert score_due(name=KIND) == 0
    assert not Sentiment.objects.exists()
    assert scored([CALM], [""]) == [(Scored(label=Label.UNKNOWN), "en")]


def test_a_server_that_does_not_answer_is_asked_later(notes, settings, openai_server):
    settings.AI_SENTIMENT = "server"
    notes.write(1, CALM)
    openai_server.fail_next(400)

    assert score_due(name=KIND) == 0
    assert not Sentiment.objects.exists()
    openai_server.answer = lambda *_: {"negative": 0, "neutral": 1, "positive": 0}
    assert score_due(name=KIND) == 1

    assert (row(1).backend, row(1).label) == ("server", "neutral")


@pytest.mark.django_db(transaction=True)
def test_what_fails_in_the_middle_is_done_once_when_it_is_tried_again(notes):
    for pk in range(1, 71):
        notes.write(pk, ABUSE)
    calls = iter(chain([None] * 3, [SystemExit("killed")]))

    def fail():
        if error := next(calls, None):
            raise error

    notes.meanwhile = fail  # while the second batch is read again, with its rows locked
    with pytest.raises(SystemExit):
        score_due(name=KIND)
    assert Sentiment.objects.count() == len(news()) == 32
    score_due(name=KIND)

    assert Sentiment.objects.filter(is_stale=False).count() == 70
    assert sorted(news()) == list(range(1, 71))


@pytest.mark.django_db(transaction=True)
def test_several_workers_score_each_text_once(notes, in_threads):
    tiers.backend("sentiment")
    for pk in range(1, 101):
        notes.write(pk, ABUSE)

    done = in_threads([lambda: score_due(name=KIND)] * 3)
    in_threads([lambda: score_again(kind=KIND, ids=list(range(1, 101)))] * 2)
    done += in_threads([lambda: score_due(name=KIND)] * 3)

    assert sum(done) + score_due(name=KIND) == 200
    assert sorted(news()) == sorted(2 * list(range(1, 101)))  # of each edit, once
    assert not Sentiment.objects.filter(is_stale=True).exists()
