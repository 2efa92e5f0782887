"""Emails about notifications, from the row to what a mail server gets."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from community.accounts.models import User
from community.kernel.jobs import jobs
from community.notifications import health
from community.notifications.actions import batch_mail, claim_mail, notify, set_preference
from community.notifications.mail_headers import one_line
from community.notifications.mail_messages import IN_FULL
from community.notifications.models import CLAIM_SECONDS, DAILY_LIMIT, Mail, Notification
from community.notifications.registration import Notice
from community.notifications.tasks import prune_mail
from community.notifications.unsubscribing.actions import turn_off_mail
from tests.factories import UserFactory
from tests.handled import handled
from tests.notifications.mailed import POST, THREAD, TITLE, reader, told
from tests.notifications.smtp import part

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("toys")]

SOON = {"mail_due_at": timezone.now() + timedelta(days=300)}


def batched(member):
    """The email that waits for this member, with nothing in it yet."""
    batch_mail(notification_id=member.notifications.first().pk)
    return Mail.objects.filter(member=member).latest("pk")


# -- what goes into which email ---------------------------------------------------------------
def test_one_email_a_thread_has_all_that_is_unread(inbox):
    member = reader()
    told(member, 2)
    told(member, 3, **SOON)
    told(member, 4, **SOON, read_at=timezone.now())
    told(member, 5, context_id=6)

    handled()

    assert [part(one, "plain").count("Text ") for one in inbox.messages] == [2, 1]
    assert "Text 4" not in part(inbox.messages[0], "plain")
    assert not Notification.objects.exclude(mail_due_at=None).exists()


def test_what_was_read_in_time_needs_no_email(inbox):
    told(reader(), read_at=timezone.now())
    told(reader(), retracted_at=timezone.now())

    handled()

    assert not Mail.objects.exists()
    assert not Notification.objects.exclude(mail_due_at=None).exists()


def test_nothing_is_sent_before_its_time(inbox):
    row = told(reader(), **SOON)

    handled()
    batch_mail(notification_id=row.pk)

    assert not Mail.objects.exists()


def test_each_notification_is_in_one_email_whoever_works(in_threads, transactional_db, inbox):
    member = reader()
    rows = [told(member, number) for number in range(2, 6)]

    in_threads([lambda pk=row.pk: batch_mail(notification_id=pk) for row in rows])

    [mail] = Mail.objects.all()
    assert mail.notifications.count() == 4


# -- what it says -----------------------------------------------------------------------------
def test_who_it_is_from_and_what_it_belongs_to(inbox):
    member, ada = reader(username="Ben"), UserFactory(username="Ada")
    told(member, actors=[ada.pk])

    handled()

    [message] = inbox.messages
    assert inbox.recipients == ["ben@example.org"]
    assert message["From"] == "Ada via Commons <forum@commons.example>"
    assert message["Subject"] == f"Re: [Commons] {TITLE}"
    assert message["Message-ID"] == Mail.objects.get().message_id
    assert message["List-Id"] == "Watching <watching.commons.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"].strip().startswith("<https://commons.example/unsubscribe/")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_several_members_are_no_sender(inbox):
    member, people = reader(), UserFactory.create_batch(2)
    for number, one in enumerate(people, start=2):
        told(member, number, actors=[one.pk])

    handled()

    assert inbox.messages[0]["From"] == "Commons <forum@commons.example>"


def test_a_moderators_decision_comes_from_the_site(inbox):
    told(reader(), type="toy.ruling", actors=[UserFactory().pk])

    handled()

    assert inbox.messages[0]["From"] == "Commons <forum@commons.example>"


def test_a_thread_is_one_conversation_in_mail_programs(inbox):
    member = reader()
    told(member, 1)
    handled()
    told(member, 2)
    handled()

    first, second = inbox.messages
    root = f"<toy.thread.{THREAD.id}@commons.example>"
    assert (first["In-Reply-To"], first["References"]) == (root, root)
    assert second["In-Reply-To"] == first["Message-ID"]
    assert second["References"].split() == [root, first["Message-ID"]]
    assert first["Subject"] == f"[Commons] {TITLE}"
    assert second["Subject"] == f"Re: [Commons] {TITLE}"


def test_both_parts_say_the_same_with_whole_links(inbox, toys):
    toys.say(2, html='<p>See <a href="/t/9/">this</a> and <code>a_b</code></p><pre>x\n  y</pre>')
    row = told(reader())

    handled()

    text, html = (part(inbox.messages[0], kind) for kind in ("plain", "html"))
    assert "See [this](https://commons.example/t/9/) and `a_b`" in text
    assert '<a href="https://commons.example/t/9/">this</a>' in html
    assert "<pre>x\n  y</pre>" in html
    for said in (text, html):
        assert TITLE in said
        assert "Because you watch this thread" in said
        assert "Mute this thread" in said
        assert f"https://commons.example/notifications/{row.pk}/" in said
        assert "https://commons.example/settings/notifications/" in said


def test_opening_an_email_loads_nothing_from_anywhere(inbox, toys):
    picture = '<img src="https://spy.example/1.gif" alt="a cat" loading="lazy">'
    linked = f'<p><a href="https://x.example/">{picture}</a></p>'
    toys.say(2, html=f'<p>{picture}</p>{linked}<video src="https://spy.example/1.mp4"></video>')
    told(reader())

    handled()

    html = part(inbox.messages[0], "html")
    assert '<a href="https://spy.example/1.gif">a cat</a>' in html
    assert '<a href="https://x.example/">a cat</a>' in html
    assert not any(tag in html for tag in ("<img", "<video", "<link", "<script", "url("))


def test_a_spoiler_stays_closed(inbox, toys):
    spoiler = '<details class="spoiler"><summary>Spoiler</summary><p>The butler</p></details>'
    toys.say(2, html=f"<p>Who was it?</p>{spoiler}")
    told(reader())

    handled()

    assert not any("butler" in part(inbox.messages[0], kind) for kind in ("plain", "html"))


def test_a_few_posts_in_full_and_the_number_of_the_others(inbox):
    member = reader()
    for number in range(2, IN_FULL + 4):
        told(member, number)

    handled()

    for kind in ("plain", "html"):
        said = part(inbox.messages[0], kind)
        assert said.count("Text ") == IN_FULL
        assert "And 2 more" in said


def test_an_email_is_small_enough_to_be_shown_whole(inbox, toys):
    member = reader()
    for number in range(2, 10):
        toys.say(number, html="<p>long</p>" * 1_300, excerpt="In short")
        told(member, number)
    toys.say(3, html="<p>long</p>" * 3_000)

    handled()

    html = part(inbox.messages[0], "html")
    assert "In short" in html
    assert len(html.encode()) < 100_000


def test_an_email_is_in_its_readers_language_and_time_zone(inbox, settings):
    member = reader(language="en-xa", time_zone="Asia/Tokyo")
    told(member, happened_at="2026-03-01T20:05Z")

    handled()

    text = part(inbox.messages[0], "plain")
    assert "⟦" in text
    assert "05:05" in text
    assert "JST" in text


def test_a_title_cannot_begin_another_header(inbox, toys):
    toys.thread = toys.thread.__class__(title="Hello\r\nBcc: all@example.org\u2028x", url="/")
    told(reader())

    handled()

    [message] = inbox.messages
    assert message["Subject"] == "Re: [Commons] Hello Bcc: all@example.org x"
    assert message["Bcc"] is None


# -- asked again when it is sent --------------------------------------------------------------
@pytest.mark.parametrize("change", ["read", "retracted", "unseen", "turned off"])
def test_nothing_is_sent_of_what_is_over(change, inbox, toys):
    member = reader()
    told(member)
    mail = batched(member)

    match change:
        case "unseen":
            toys.hidden_from.add(member.pk)
        case "turned off":
            turn_off_mail(by=member)
        case _:
            Notification.objects.update(**{f"{change}_at": timezone.now()})
    handled()

    mail.refresh_from_db()
    assert not inbox.arrived
    assert mail.dropped_at
    assert not Mail.objects.given_up().exists()


NO_READERS = {
    "unconfirmed": lambda member: EmailAddress.objects.update(verified=False),
    "inactive": lambda member: User.objects.filter(pk=member.pk).update(is_active=False),
    "suspended": lambda member: User.objects.filter(pk=member.pk).update(
        suspended_until=timezone.now() + timedelta(days=7)
    ),
}


@pytest.mark.parametrize("name", NO_READERS)
def test_who_gets_no_email(name, inbox):
    member = reader()
    told(member)
    NO_READERS[name](member)

    handled()

    assert not inbox.arrived
    assert Mail.objects.get().dropped_at


def test_whoever_is_suspended_is_told_so(inbox):
    member = reader()
    NO_READERS["suspended"](member)
    told(member, 2)
    told(member, 3, type="toy.ruling")

    handled()

    [message] = inbox.messages
    assert "You were warned" in part(message, "plain")
    assert "Text 2" not in part(message, "plain")
    assert message["List-Unsubscribe"] is None


# -- failures ---------------------------------------------------------------------------------
def test_a_mail_server_that_failed_gets_the_same_message_again(inbox):
    told(reader())
    inbox.is_busy = True
    handled()
    assert "try again later" in Mail.objects.get().error

    inbox.is_busy = False
    Mail.objects.update(due_at=timezone.now())
    handled()

    first, second = inbox.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert Mail.objects.get().sent_at


def test_what_a_killed_worker_had_claimed_is_sent_once(inbox):
    member = reader()
    told(member)
    mail = batched(member)
    claim_mail(mail_id=mail.pk)
    handled()
    assert not inbox.arrived

    Mail.objects.update(due_at=timezone.now() - timedelta(seconds=CLAIM_SECONDS))
    handled()
    handled()

    [message] = inbox.messages
    assert message["Message-ID"] == mail.message_id


def test_late_ones_are_told_of():
    row = told(reader())
    assert not health._is_late()

    Notification.objects.filter(pk=row.pk).update(mail_due_at=timezone.now() - timedelta(hours=1))

    assert health._is_late()


# -- how many ---------------------------------------------------------------------------------
def got(member, count, **fields):
    Mail.objects.bulk_create(
        Mail(member=member, to="x@example.org", message_id=f"<{member}.{n}@x>",
             sent_at=timezone.now(), **fields)
        for n in range(count)
    )  # fmt: skip


def test_the_last_email_of_a_day_says_so_and_no_other_is_sent(inbox):
    member = reader()
    got(member, DAILY_LIMIT - 1)
    told(member, 2)
    handled()
    told(member, 3)
    handled()

    [message] = inbox.messages
    assert "the last one for now" in part(message, "plain")
    assert not jobs["notifications.batches"].due()
    assert Notification.objects.filter(read_at=None).count() == 2


def test_emails_about_notifications_are_kept_for_half_a_year():
    got(reader(), 2, created_at=timezone.now() - timedelta(days=181))
    got(None, 1, created_at=timezone.now() - timedelta(days=181))
    got(reader(), 1)

    prune_mail()

    assert Mail.objects.count() == 2


def test_a_required_email_is_sent_beyond_the_limit(inbox):
    member = reader()
    got(member, DAILY_LIMIT)
    told(member, type="toy.ruling")

    handled()

    assert len(inbox.messages) == 1


def test_a_required_email_does_not_wait_and_is_sent_whatever_was_chosen(inbox):
    member = reader()
    set_preference(type="toy.ruling", by=member, by_mail=False)
    for type_ in ("toy.post", "toy.ruling"):
        notice = Notice(type=type_, members=[member.pk], subject=POST, reason="", context=THREAD)
        notify(notices=[notice])

    handled()

    assert "You were warned" in part(inbox.messages[0], "plain")


def test_the_emails_of_the_day_before_do_not_count(inbox):
    member = reader()
    got(member, DAILY_LIMIT, created_at=timezone.now() - timedelta(hours=25))
    told(member)

    handled()

    assert "the last one for now" not in part(inbox.messages[0], "plain")


def test_a_subject_keeps_what_joins_letters_and_emoji():
    title = "سم\u200cیک 👩\u200d🔬\r\nBcc: x@example.org \u202e"

    assert one_line(title) == "سم\u200cیک 👩\u200d🔬 Bcc: x@example.org"
