"""When ideas are expected: who sets it, what is stored, who is told, what interfaces do."""

from datetime import date

import pytest
from django.utils import translation

from community.discussions.reading.actions import watch_thread
from community.events.models import EventRecord
from community.kernel.errors import Denied
from community.notifications.models import Notification
from feedback.models import EtaChange, Idea
from feedback.roadmap.actions import InvalidEta, NotOnTheBoard, clear_eta, set_eta
from feedback.roadmap.eta import eta_text
from feedback.votes.actions import cast_vote
from tests.factories import AdminFactory, ModeratorFactory, UserFactory
from tests.feedback.factories import make_board, make_idea
from tests.handled import handled

pytestmark = pytest.mark.django_db


def told():
    return EventRecord.objects.filter(name="feedback.idea.eta_changed").count()


def test_it_is_as_loose_as_the_team_says_and_told_in_the_readers_language():
    idea, by = make_idea(), ModeratorFactory()
    for day, precision, stored, text in [
        (date(2026, 8, 19), "quarter", date(2026, 7, 1), "Q3 2026"),
        (date(2026, 12, 31), "quarter", date(2026, 10, 1), "Q4 2026"),
        (date(2026, 3, 12), "day", date(2026, 3, 12), "12 March 2026"),
        (date(2026, 3, 31), "month", date(2026, 3, 1), "March 2026"),
    ]:
        idea = set_eta(idea=idea, eta_date=day, eta_precision=precision, by=by)
        assert (idea.eta_date, idea.eta_precision) == (stored, precision)
        assert eta_text(idea) == text

    with translation.override("de"):
        assert eta_text(idea) == "März 2026"


def test_each_change_is_kept_and_the_same_again_is_none():
    idea, by = make_idea(), ModeratorFactory()

    set_eta(idea=idea, eta_date=date(2026, 8, 1), by=by)
    set_eta(idea=idea, eta_date=date(2026, 9, 30), by=by)  # the same quarter
    clear_eta(idea=idea, by=by)
    cleared = clear_eta(idea=idea, by=by)

    changes = EtaChange.objects.filter(idea=idea).order_by("pk")
    assert list(changes.values_list("eta_date", "eta_precision", "actor")) == [
        (date(2026, 7, 1), "quarter", by.pk), (None, "", by.pk),
    ]  # fmt: skip
    assert (eta_text(cleared), told()) == ("", 2)


def test_only_the_team_sets_it():
    idea = make_idea()

    for stranger in (UserFactory(trust_level=4), idea.thread.author):
        with pytest.raises(Denied):
            set_eta(idea=idea, eta_date=date(2026, 8, 1), by=stranger)

    assert not EtaChange.objects.exists()
    assert told() == 0


def test_what_makes_no_sense_is_refused():
    idea, by = make_idea(), ModeratorFactory()

    for day, precision in [(date(2026, 8, 1), "week"), (date(1999, 8, 1), "day")]:
        with pytest.raises(InvalidEta):
            set_eta(idea=idea, eta_date=day, eta_precision=precision, by=by)

    assert told() == 0


def test_a_merged_idea_has_none_of_its_own():
    board = make_board()
    idea, into = make_idea(board=board), make_idea(board=board)
    Idea.objects.filter(pk=idea.pk).update(merged_into=into, merged_at=idea.thread.created_at)

    with pytest.raises(NotOnTheBoard):
        set_eta(idea=idea, eta_date=date(2026, 8, 1), by=ModeratorFactory())


def test_followers_and_voters_hear_of_each_change_once_and_the_actor_does_not():
    idea, by = make_idea(), ModeratorFactory()
    voter, both, muted, other = UserFactory.create_batch(4, trust_level=2)
    for member in (voter, both, muted):
        cast_vote(idea=idea, value=1, by=member)
    watch_thread(thread=idea.thread, level=3, by=both)
    watch_thread(thread=idea.thread, level=0, by=muted)
    watch_thread(thread=idea.thread, level=3, by=by)

    set_eta(idea=idea, eta_date=date(2026, 8, 1), by=by)
    set_eta(idea=idea, eta_date=date(2026, 12, 1), by=by)
    handled()

    got = Notification.objects.filter(type="feedback.eta").order_by("pk")
    told = list(got.values_list("member", flat=True))
    assert sorted(told) == sorted(2 * [idea.thread.author_id, voter.pk, both.pk])
    assert other.pk not in told


def test_rest_and_the_button_of_the_page_set_and_remove_it(as_):
    idea, client = make_idea(), as_(AdminFactory())

    def now():
        idea.refresh_from_db()
        return eta_text(idea)

    url = f"/api/v1/ideas/{idea.pk}/eta/"
    sent = {"eta_date": "2026-08-19", "eta_precision": "quarter"}
    answer = client.put(url, sent, content_type="application/json")
    assert (answer.status_code, answer.json()["eta_text"]) == (200, "Q3 2026")
    assert answer.json()["eta_date"] == "2026-07-01"
    assert client.delete(url).json()["eta_text"] == now() == ""

    client.post(f"/ideas/{idea.pk}/eta/", {"eta_date": "2026-03-12", "eta_precision": "month"})
    assert now() == "March 2026"
    client.post(f"/ideas/{idea.pk}/eta/", {"undo": "1"})
    assert now() == ""
