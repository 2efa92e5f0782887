"""Relay, worker and live are killed: nothing waits for them, and nothing is lost."""

import pytest

from tests.processes import eventually

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.servers,
    pytest.mark.xdist_group("stack"),
]


def test_without_the_relay_members_write_and_events_wait(stack):
    before = stack.version()
    stack.kill("relay", "relay-live")

    assert stack.reply("while no relay runs")

    assert stack.visitor.get(stack.place["url"]).status == 200
    assert "while no relay runs" in stack.member.get(stack.place["url"]).text
    assert stack.waiting()
    assert stack.version() == before

    stack.start("relay-live")
    eventually(lambda: stack.version() != before)
    assert stack.waiting()
    stack.start("relay")
    eventually(lambda: not stack.waiting())


def test_without_the_live_process_pages_poll(stack):
    stack.kill("live")
    before = stack.version()

    assert stack.visitor.get(stack.place["url"]).status == 200
    assert stack.reply("while no socket is open")

    eventually(lambda: stack.version() != before)


def test_a_live_process_that_returns_tells_a_page_what_it_missed(stack):
    before = stack.version()
    page = stack.socket()
    stack.kill("live")
    assert stack.reply("while the page was cut off")
    eventually(lambda: stack.version() != before)

    stack.start("live")
    page.close()
    again = stack.socket()
    again.listen(**{stack.channel: before})

    assert again.hears().items() >= {"rang": stack.channel, "version": stack.version()}.items()
    again.close()


@pytest.fixture
def mailing(stack):
    """Beat asks for what is due, and no worker runs."""
    stack.start("beat")
    yield stack
    stack.kill(*{"worker", "beat"} & stack.processes.keys())


def test_mail_waits_for_the_worker_and_is_sent_once(mailing):
    asked = mailing.visitor.post("/accounts/password/reset/", email="ana@example.org")

    assert asked.status == 302
    assert mail(mailing) == [(None,)]
    assert mailing.visitor.get("/").status == 200
    with mailing.broker() as broker:
        eventually(lambda: broker.llen("celery"))
        broker.rpush("celery", *broker.lrange("celery", 0, 0) * 3)  # and is heard four times

        mailing.start("worker")
        eventually(lambda: mail(mailing) != [(None,)])
        eventually(lambda: not broker.llen("celery") and not broker.exists("unacked"))
    assert len(list((mailing.folder / "mail").iterdir())) == 1


def mail(stack):
    return stack.sql("SELECT sent_at FROM notifications_mail")
