import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.locmem import EmailBackend

from community.kernel.jobs import jobs
from community.kernel.requests import current_request_id, working_for
from community.kernel.tasks import do_work
from community.notifications.actions import queue_mail
from community.notifications.models import TRIES, Mail
from tests.factories import AdminFactory
from tests.handled import handled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def transport(settings):
    settings.MAIL_TRANSPORT = "tests.notifications.test_mail.Transport"
    Transport.fails, Transport.request_ids = False, []


class Transport(EmailBackend):
    fails = False
    request_ids: list[str] = []

    def send_messages(self, messages):
        if self.fails:
            raise ConnectionRefusedError("no mail server")
        self.request_ids.append(current_request_id())
        return super().send_messages(messages)


def a_message(to=("ana@example.org",)):
    message = EmailMultiAlternatives("Hello", "Text", "Us <us@example.org>", list(to))
    message.attach_alternative("<p>Text</p>", "text/html")
    return message


def test_one_row_a_recipient_and_each_is_sent_once():
    assert queue_mail(messages=[a_message(["a@example.org", "b@example.org"])]) == 2

    handled()
    handled()

    assert sorted(m.to[0] for m in mail.outbox) == ["a@example.org", "b@example.org"]
    assert mail.outbox[0].alternatives[0].content == "<p>Text</p>"
    assert not Mail.objects.due().exists()


def test_the_request_that_caused_it_follows():
    with working_for("the-request"):
        queue_mail(messages=[a_message()])

    handled()

    assert Transport.request_ids == ["the-request"]


def test_what_fails_comes_again_later_and_under_the_same_name(as_):
    queue_mail(messages=[a_message()])
    letter = Mail.objects.get()
    Transport.fails = True
    for _ in range(TRIES + 1):
        jobs["notifications.mail"].do(letter.pk)
        Mail.objects.update(due_at="2026-01-01T00:00Z")
    letter.refresh_from_db()
    assert (letter.attempts, letter.sent_at) == (TRIES, None)
    assert "no mail server" in letter.error
    assert Mail.objects.given_up().count() == 1

    Transport.fails = False
    body = {"action": "retry", "_selected_action": [letter.pk]}
    as_(AdminFactory()).post("/admin/notifications/mail/", body)
    handled()

    [sent] = mail.outbox
    assert sent.extra_headers["Message-ID"] == letter.message_id


def test_a_claimed_mail_is_nobody_elses():
    queue_mail(messages=[a_message()])
    pk = Mail.objects.get().pk
    Mail.objects.update(due_at="2036-01-01T00:00Z")

    jobs["notifications.mail"].do(pk)
    jobs["notifications.mail"].do(0)

    assert not mail.outbox


def test_the_worker_does_what_it_knows():
    queue_mail(messages=[a_message()])

    do_work(name="notifications.mail", pk=Mail.objects.get().pk)
    do_work(name="of a newer release", pk=1)

    assert len(mail.outbox) == 1


def test_the_text_of_a_mail_is_for_its_reader(as_):
    queue_mail(messages=[a_message()])
    client, pk = as_(AdminFactory()), Mail.objects.get().pk

    page = client.get(f"/admin/notifications/mail/{pk}/change/").content.decode()

    assert "Hello" in page
    handled()
    assert Mail.objects.get().text == ""
    assert "&lt;p&gt;" not in page
