import pytest

from community.notifications import registration
from tests.notifications import mailed
from tests.notifications.smtp import mail_server


@pytest.fixture
def toys(monkeypatch):
    """A kind of subjects with types and a reason of its own, for this test alone."""
    toys = mailed.Toys()
    for one in mailed.types():
        monkeypatch.setitem(registration._types, one.name, one)
    monkeypatch.setitem(registration._reasons, "toy.watching", mailed.reason(toys))
    monkeypatch.setitem(registration._contents, "toy.post", toys.find_posts)
    monkeypatch.setitem(registration._contents, "toy.thread", toys.find_threads)
    return toys


@pytest.fixture
def inbox(settings):
    """A mail server that our emails are sent to."""
    with mail_server() as server:
        settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.SITE_URL = "https://commons.example"
        settings.DEFAULT_FROM_EMAIL = "forum@commons.example"
        yield server
