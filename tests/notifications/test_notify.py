"""The engine: what becomes of notices, whoever hands them in."""

from importlib import import_module

import pytest

from community.events.models import EventRecord
from community.kernel.errors import Denied
from community.kernel.subjects import Subject
from community.notifications import registration
from community.notifications.actions import (
    mute_notification,
    notify,
    prune_notifications,
    remove_actors,
    restore,
    retract,
    set_preference,
)
from community.notifications.actions.preferences import (
    NoSuchNotificationType,
    NotificationIsRequired,
)
from community.notifications.models import Notification, Preference
from community.notifications.registration import Group, Notice, NotificationReason, NotificationType
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
THING = Subject("test.thing", 1)


@pytest.fixture(autouse=True)
def types(monkeypatch):
    """Types of this test alone."""
    plain = {"label": "Label", "group": Group.ACTIVITY, "icon": "up", "position": 1}
    monkeypatch.setattr(registration, "_types", {
        "test.plain": NotificationType(name="test.plain", sentence="", rank=20, **plain),
        "test.strong": NotificationType(
            name="test.strong", sentence="", rank=10, by_mail=True, **plain
        ),
        "test.required": NotificationType(
            name="test.required", sentence="", is_required=True, by_mail=True, **plain
        ),
        "test.merging": NotificationType(name="test.merging", sentence="", merges=True, **plain),
    })  # fmt: skip


@pytest.fixture
def member():
    return UserFactory()


def told(*members, type_="test.plain", actor=None, **facts):
    facts = {"subject": THING, "key": "thing:1", "reason": "test.reason", **facts}
    members = [member.pk for member in members]
    return Notice(type=type_, members=members, actor_id=actor and actor.pk, **facts)


def changes():
    return EventRecord.objects.filter(name="notifications.changed").count()


def test_a_notice_is_one_row_for_each_member_but_the_actor(member):
    actor, other = UserFactory(), UserFactory()

    assert notify(notices=[told(member, other, actor, actor=actor)]) == 2

    rows = Notification.objects.all()
    assert {row.member for row in rows} == {member, other}
    assert {tuple(row.actors) for row in rows} == {(actor.pk,)}
    assert changes() == 1
    payload = EventRecord.objects.get(name="notifications.changed").payload
    assert payload["first_id"] == min(row.pk for row in rows)
    assert payload["last_id"] == max(row.pk for row in rows)


def test_the_same_again_writes_nothing(member):
    notify(notices=[told(member)])

    assert notify(notices=[told(member), told(member, type_="test.strong")]) == 0
    assert Notification.objects.get().type == "test.plain"
    assert changes() == 1


def test_of_two_types_the_stronger_is_written(member):
    notify(notices=[told(member), told(member, type_="test.strong")])

    row = Notification.objects.get()
    assert row.type == "test.strong"
    assert row.mail_due_at


def test_a_type_that_is_switched_off_leaves_room_for_the_other(member):
    set_preference(type="test.strong", by=member, on_site=False, by_mail=False)

    notify(notices=[told(member), told(member, type_="test.strong")])

    assert Notification.objects.get().type == "test.plain"


@pytest.mark.parametrize(
    ("on_site", "by_mail", "rows"), [(1, 1, 1), (1, 0, 1), (0, 1, 1), (0, 0, 0)]
)
def test_preferences_hold(on_site, by_mail, rows, member):
    set_preference(type="test.plain", by=member, on_site=bool(on_site), by_mail=bool(by_mail))

    notify(notices=[told(member)])

    assert Notification.objects.count() == rows
    for row in Notification.objects.all():
        assert (row.is_on_site, row.mail_due_at is not None) == (bool(on_site), bool(by_mail))


def test_nobody_who_cannot_act_is_notified(member):
    gone = UserFactory()
    gone.is_active = False
    gone.save()

    notify(notices=[told(member, gone)])

    assert Notification.objects.get().member == member


def test_an_unknown_type_is_a_mistake_of_the_caller(member):
    with pytest.raises(LookupError):
        notify(notices=[told(member, type_="test.nothing")])


def merged(member, *actors):
    for actor in actors:
        notify(notices=[told(member, type_="test.merging", actor=actor)])


def test_unread_ones_merge_with_the_latest_actor_last(member):
    ana, bo, cy = UserFactory.create_batch(3)

    merged(member, ana, bo, cy, ana)

    assert Notification.objects.get().actors == [ana.pk, bo.pk, cy.pk]
    assert changes() == 3


def test_one_statement_merges_many(member):
    ana, bo = UserFactory.create_batch(2)

    both = [told(member, type_="test.merging", actor=one, event_id=one.pk) for one in (ana, bo)]
    assert notify(notices=both) == 1

    assert Notification.objects.get().actors == [ana.pk, bo.pk]


def test_what_was_read_merges_no_more_and_nobody_in_it_notifies_again(member):
    ana, bo = UserFactory.create_batch(2)
    merged(member, ana)
    Notification.objects.update(read_at="2026-01-01T00:00Z")

    merged(member, ana)
    assert Notification.objects.count() == 1

    merged(member, bo)
    assert [row.actors for row in Notification.objects.order_by("pk")] == [[ana.pk], [bo.pk]]


def test_only_the_latest_actors_are_kept(member):
    merged(member, UserFactory())
    Notification.objects.update(actors=list(range(10**9, 10**9 + 1000)))

    merged(member, actor := UserFactory())

    actors = Notification.objects.get().actors
    assert len(actors) == 1000
    assert actors[0] == 10**9 + 1
    assert actors[-1] == actor.pk


def test_whoever_undoes_it_is_taken_out_and_the_last_one_takes_the_row_along(member):
    ana, bo = UserFactory.create_batch(2)
    merged(member, ana, bo)

    assert remove_actors(of=[(member.pk, "thing:1", bo.pk)]) == 1
    assert Notification.objects.on_site().get().actors == [ana.pk]

    remove_actors(of=[(member.pk, "thing:1", ana.pk)])
    assert not Notification.objects.on_site().exists()
    assert restore(context=THING) == 0

    merged(member, bo)
    assert Notification.objects.on_site().get().actors == [bo.pk]


def test_what_is_retracted_comes_back_if_it_is_unread(member):
    other = UserFactory()
    notify(notices=[told(member, other, type_="test.strong")])
    Notification.objects.filter(member=other).update(read_at="2026-01-01T00:00Z")
    before = changes()

    assert retract(context=THING) == 2
    assert retract(context=THING) == 0
    assert not Notification.objects.on_site().exists()
    assert not Notification.objects.filter(mail_due_at__isnull=False).exists()
    assert restore(context=THING, subject=THING) == 1
    assert Notification.objects.on_site().get().member == member
    assert changes() == before + 2


def test_events_name_short_ranges_of_ids(member, monkeypatch):
    module = import_module("community.notifications.actions.notify")
    monkeypatch.setattr(module, "RANGE", 2)

    notify(notices=[told(member, key=f"thing:{n}") for n in range(5)])

    ids = sorted(Notification.objects.values_list("pk", flat=True))
    ranges = [
        (event.payload["first_id"], event.payload["last_id"])
        for event in EventRecord.objects.filter(name="notifications.changed").order_by("pk")
    ]
    assert ranges == [(ids[0], ids[1]), (ids[2], ids[3]), (ids[4], ids[4])]


# -- preferences and muting ---------------------------------------------------------------------
def chosen():
    return EventRecord.objects.filter(name="notifications.preferences.changed").count()


def test_a_preference_is_a_row_only_where_it_is_not_the_default(member):
    kept = set_preference(type="test.plain", by=member, by_mail=True)
    assert (kept.is_on_site, kept.is_by_mail) == (True, True)
    set_preference(type="test.plain", by=member, by_mail=True)
    assert Preference.objects.count() == chosen() == 1

    default = set_preference(type="test.plain", by=member, by_mail=False)
    assert default.pk is None
    assert not Preference.objects.exists()
    assert chosen() == 2


def test_what_is_required_stays_on_the_site(member):
    with pytest.raises(NotificationIsRequired):
        set_preference(type="test.required", by=member, on_site=False)

    set_preference(type="test.required", by=member, by_mail=False)
    assert Preference.objects.get().is_on_site


def test_there_is_no_preference_of_an_unknown_type(member):
    with pytest.raises(NoSuchNotificationType):
        set_preference(type="test.nothing", by=member, on_site=False)
    assert chosen() == 0


def test_muting_does_what_the_reason_says_or_turns_the_type_off(member, monkeypatch):
    calls = []
    reason = NotificationReason(name="test.reason", text="", mute=lambda **told: calls.append(told))
    notify(notices=[told(member, place=THING)])
    row = Notification.objects.get()

    monkeypatch.setattr(registration, "_reasons", {"test.reason": reason})
    mute_notification(notification=row, by=member)
    assert calls == [{"place": THING, "notification": row, "by": member}]
    assert not Preference.objects.exists()

    monkeypatch.setattr(registration, "_reasons", {})
    mute_notification(notification=row, by=member)
    assert not Preference.objects.get().is_on_site


def test_nobody_mutes_for_others(member):
    notify(notices=[told(member)])

    with pytest.raises(Denied):
        mute_notification(notification=Notification.objects.get(), by=UserFactory())
    assert chosen() == 0


def test_old_ones_and_those_beyond_the_most_are_pruned(member):
    other = UserFactory()
    notify(notices=[told(member, other, key=f"thing:{n}") for n in range(3)])
    mine = Notification.objects.filter(member=member).order_by("pk")
    Notification.objects.filter(pk=mine[0].pk).update(happened_at="2020-01-01T00:00Z")

    assert prune_notifications() == 1
    assert prune_notifications(most=2) == 1
    assert mine.count() == 2
    assert Notification.objects.count() == 4
