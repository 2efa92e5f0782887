"""What new members' texts are checked for, and the spam check by Akismet."""

import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from django.utils import timezone

from community.discussions.actions import close_thread, edit_post, reply_to_thread
from community.discussions.models import Post
from community.discussions.posts.actions.submissions import form_token
from community.kernel.accepted import Accepted
from community.moderation.models import ReviewItem
from community.moderation.queue.actions import approve_item, reject_item
from community.moderation.screening.checks import hosts_in
from tests.factories import CategoryFactory, ModeratorFactory, TopicFactory, UserFactory
from tests.handled import handled

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread():
    return TopicFactory().thread


@pytest.fixture
def newcomer():
    return UserFactory(trust_level=0)


def write(thread, member, source="Hold the button.", **more):
    return reply_to_thread(thread=thread, source=source, by=member, **more)


def reasons(sent):
    if not isinstance(sent, Accepted):
        return []
    return ReviewItem.objects.get(pk=sent.item_id).reasons


# -- new members -------------------------------------------------------------------------------
def test_a_newcomer_who_sends_a_form_within_seconds_waits(thread, newcomer, monkeypatch):
    token = form_token()

    assert reasons(write(thread, newcomer, "At once", once=token)) == ["too_fast"]
    assert reasons(write(thread, UserFactory(), "At once", once=form_token())) == []
    monkeypatch.setattr("time.time", lambda: timezone.now().timestamp() + 4)
    assert reasons(write(thread, newcomer, "In a while", once=token)) == []


def test_a_token_that_was_made_up_tells_no_time(thread, newcomer):
    assert reasons(write(thread, newcomer, once="1.abc:forged")) == []


def test_a_short_text_may_be_said_twice(thread, newcomer):
    write(thread, newcomer, "Thank you!")

    assert reasons(write(TopicFactory().thread, newcomer, "Thank you!")) == []


def test_the_same_text_again_waits(thread, newcomer):
    write(thread, newcomer, "Visit us at the old mill.")

    assert reasons(write(TopicFactory().thread, newcomer, "Visit us at the old mill.")) == [
        "repeated"
    ]
    assert reasons(write(TopicFactory().thread, newcomer, "Visit them at the old mill.")) == []


@pytest.mark.parametrize(
    ("source", "waits"),
    [
        ("https://a.example and https://b.example", False),
        ("https://a.example https://b.example www.c.example", True),
        ("https://site.example/t/1 https://site.example/t/2 https://site.example/t/3", False),
    ],
)
def test_a_newcomer_with_many_links_waits(source, waits, thread, newcomer, settings):
    settings.SITE_URL = "https://site.example"

    assert reasons(write(thread, newcomer, source)) == (["many_links"] if waits else [])


def test_a_third_link_to_one_site_waits(thread, newcomer):
    for n in range(2):
        assert not reasons(write(thread, newcomer, f"See https://shop.example/{n}"))

    assert reasons(write(thread, newcomer, "See https://shop.example/3")) == ["many_links"]
    assert hosts_in("[a](https://www.Shop.example/x).") == ["shop.example"]


def test_first_posts_wait_if_the_site_says_so(thread, newcomer, settings):
    settings.FIRST_POSTS_NEED_APPROVAL = 1
    moderator = ModeratorFactory()

    first = write(thread, newcomer, "One")
    assert reasons(first) == ["first_posts"]
    approve_item(item=ReviewItem.objects.get(), by=moderator)

    assert reasons(write(thread, newcomer, "Two")) == []
    assert reasons(write(thread, UserFactory(), "Three")) == []


def test_every_reason_is_told_in_order(newcomer, settings):
    settings.FIRST_POSTS_NEED_APPROVAL = 3
    category = CategoryFactory(do_replies_need_approval=True)
    thread = TopicFactory(category=category, by=ModeratorFactory()).thread

    sent = write(thread, newcomer, "www.a.example www.b.example www.c.example", once=form_token())

    assert reasons(sent) == ["too_fast", "many_links", "needs_approval", "first_posts"]


# -- Akismet -----------------------------------------------------------------------------------
class Akismet:
    """As its public documentation says: forms are posted to /1.1/, and answered in plain text. It
    takes what is reported to it for what it is from then on."""

    GUARANTEED = "akismet-guaranteed-spam"  # an author who is always spam
    KEY = "a-key"

    def __init__(self):
        self.is_down = False
        self.asked = []
        self.known = {}

    def answer(self, method, sent):
        self.asked.append((method, sent))
        if self.is_down:
            return 500, "down"
        if sent.get("api_key") != self.KEY or not sent.get("blog"):
            return 200, "invalid"
        text = sent["comment_content"]
        match method:
            case "comment-check":
                is_spam = sent["comment_author"] == self.GUARANTEED
                return 200, "true" if self.known.get(text, is_spam) else "false"
            case "submit-spam" | "submit-ham":
                self.known[text] = method == "submit-spam"
                return 200, "Thanks for making the web a better place."
        return 404, ""


@contextmanager
def served(akismet):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            sent = {name: values[0] for name, values in parse_qs(body).items()}
            status, told = akismet.answer(self.path.removeprefix("/1.1/"), sent)
            self.send_response(status)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told.encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def akismet(settings):
    made = Akismet()
    with served(made) as url:
        settings.AKISMET_KEY, settings.AKISMET_URL = made.KEY, url
        settings.SITE_URL = "https://site.example"
        yield made


def test_ham_is_published_as_soon_as_it_is_checked(thread, akismet):
    sent = write(thread, UserFactory(username="ada"), "Hold *the* button.")
    assert reasons(sent) == ["spam_check"]

    handled()

    assert Post.objects.get(pk=sent.subject_id).source == "Hold *the* button."
    item = ReviewItem.objects.get()
    assert (item.status, item.decided_by.is_machine, item.payload) == ("approved", True, {})
    [(method, told)] = akismet.asked
    assert method == "comment-check"
    assert (told["blog"], told["comment_author"]) == ("https://site.example", "ada")


def test_spam_stays_in_the_queue_and_a_wrong_answer_is_reported(thread, akismet):
    sent = write(thread, UserFactory(username=Akismet.GUARANTEED))
    handled()
    item = ReviewItem.objects.get(pk=sent.item_id)
    assert (item.is_open, item.reasons, item.due_at) == (True, ["spam"], None)

    approve_item(item=item, by=ModeratorFactory())
    handled()
    handled()

    assert [method for method, _ in akismet.asked] == ["comment-check", "submit-ham"]
    item.refresh_from_db()
    assert (item.payload, item.due_at) == ({}, None)


def test_rejected_spam_is_not_reported_again(thread, akismet):
    sent = write(thread, UserFactory(username=Akismet.GUARANTEED))
    handled()

    reject_item(item=ReviewItem.objects.get(pk=sent.item_id), by=ModeratorFactory())
    handled()

    assert [method for method, _ in akismet.asked] == ["comment-check"]


@pytest.mark.parametrize(("trust_level", "is_published"), [(0, False), (1, True)])
def test_without_an_answer_newcomers_wait_for_a_moderator(
    trust_level, is_published, thread, akismet
):
    akismet.is_down = True
    sent = write(thread, UserFactory(trust_level=trust_level))
    handled()
    item = ReviewItem.objects.get(pk=sent.item_id)
    assert (item.is_open, item.reasons) == (True, ["spam_check"])  # it is asked again

    long_ago = timezone.now() - timedelta(seconds=31)
    ReviewItem.objects.update(created_at=long_ago, due_at=long_ago)
    handled()

    item.refresh_from_db()
    assert Post.objects.filter(pk=sent.subject_id).exists() == is_published
    if not is_published:
        assert (item.is_open, item.reasons, item.due_at) == (True, ["no_spam_check"], None)


def test_a_topic_that_was_closed_meanwhile_leaves_it_to_a_moderator(thread, akismet):
    sent = write(thread, UserFactory())
    close_thread(thread=thread, by=ModeratorFactory())

    handled()

    item = ReviewItem.objects.get(pk=sent.item_id)
    assert (item.is_open, item.due_at) == (True, None)


def test_trusted_members_and_other_reasons_are_left_alone(thread, akismet):
    assert reasons(write(thread, UserFactory(trust_level=2))) == []
    category = CategoryFactory(do_replies_need_approval=True)
    held = TopicFactory(category=category, by=ModeratorFactory()).thread

    sent = write(held, UserFactory())
    handled()

    assert reasons(sent) == ["needs_approval"]
    assert ReviewItem.objects.get(pk=sent.item_id).is_open


def test_links_that_a_newcomer_puts_in_afterwards_are_flagged(thread, newcomer):
    links = "www.a.example www.b.example www.c.example"
    post, other = write(thread, newcomer, "Hello"), write(thread, UserFactory(trust_level=1), "Ho")

    edit_post(post=other, source=links, by=other.author)
    assert not ReviewItem.objects.exists()
    edit_post(post=post, source=links, by=newcomer)

    item = ReviewItem.objects.get()
    assert (item.type, item.subject_id, item.reasons) == ("flag", post.pk, ["many_links"])
