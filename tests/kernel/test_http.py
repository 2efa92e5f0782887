"""What every page does when something is not as it should be."""

import json
import logging
from datetime import timedelta
from logging.config import dictConfig

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMultiAlternatives
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import Http404
from django.test import Client

from community.events.models import Delivery
from community.kernel import health, subjects
from community.kernel.requests import RequestIdFilter, current_request_id, working_for
from community.kernel.subjects import Subject, resolve, resolve_many
from community.notifications.actions import queue_mail
from community.notifications.models import Mail
from tests.factories import AdminFactory, ModeratorFactory, PostFactory, TopicFactory, UserFactory
from tests.toykind.actions import send_letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken(monkeypatch):
    """Let the home page fail as the test says; answers come as they do in production."""

    def fail(error):
        def raise_it(*_, **__):
            raise error

        monkeypatch.setattr("community.discussions.lists.queries.list_page", raise_it)
        return Client(raise_request_exception=False).get("/")

    return fail


def test_an_error_page_shows_the_id_and_tells_nothing_else(broken):
    response = broken(ValueError("secret"))

    assert response.status_code == 500
    assert response.headers["X-Request-ID"] in response.content.decode()
    assert b"secret" not in response.content


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", ["/api/v1/threads/1/posts", "/graphql", "/api/v1/me"])
def test_who_forgets_the_slash_is_sent_on_with_what_was_sent(method, address):
    sent_on = getattr(Client(), method)(address, {"source": "x"}, content_type="application/json")

    assert (sent_on.status_code, sent_on.headers["Location"]) == (308, f"{address}/")
    assert Client().get(address).status_code == 301


def test_a_database_that_is_away_is_503_and_come_back(broken):
    response = broken(OperationalError("secret"))

    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert response.headers["X-Request-ID"] in response.content.decode()


@pytest.mark.parametrize(("error", "status"), [(Http404(), 404), (PermissionDenied(), 403)])
def test_what_is_not_there_has_a_page(error, status, broken):
    response = broken(error)

    assert response.status_code == status
    assert response.headers["X-Request-ID"] in response.content.decode()


def test_the_address_of_a_button_has_a_page_when_it_is_opened(as_):
    topic = TopicFactory()

    answer = as_(UserFactory()).get(f"/threads/{topic.pk}/closure/")

    assert (answer.status_code, answer["Allow"]) == (405, "POST, DELETE")
    assert b"cannot be opened directly" in answer.content


def test_rest_says_503_too(as_, monkeypatch):
    def fail(*_):
        raise OperationalError

    monkeypatch.setattr("community.discussions.models.threads.ThreadQuerySet.visible_to", fail)

    response = as_().get("/api/v1/threads/")

    assert response.status_code == 503
    assert response.json()["code"] == "unavailable"


@pytest.mark.parametrize(
    ("method", "url", "body", "status", "code"),
    [
        ("get", "/api/v1/threads/0/", None, 404, "not_found"),
        ("get", "/api/v1/threads/x/", None, 404, "not_found"),
        ("get", "/api/v1/threads/99999999999999999999999/", None, 404, "not_found"),
        ("post", "/api/v1/topics/", {"title": ""}, 422, "invalid"),
        ("post", "/api/v1/topics/", [], 400, "parse_error"),
        ("post", "/api/v1/threads/", {}, 405, "method_not_allowed"),
        ("get", "/api/v1/threads/?cursor=nonsense", None, 422, "invalid"),
    ],
)
def test_rest_answers_every_mistake_with_a_code(method, url, body, status, code, as_):  # noqa: PLR0917
    client = as_(UserFactory())

    response = getattr(client, method)(url, body, content_type="application/json")

    assert response.status_code == status
    assert response.json()["code"] == code


def test_rest_takes_json_only(as_):
    thread = TopicFactory().thread

    response = as_(thread.author).post(f"/api/v1/threads/{thread.pk}/posts/", {"source": "!"})

    assert response.status_code == 415


@pytest.mark.parametrize(
    "url", ["/t/x/99999999999999999999/", "/threads/99999999999999999999/", "/c/x/0/", "/posts/0/"]
)
def test_a_number_that_is_none_of_ours_is_404(url, as_):
    assert as_().get(url).status_code == 404


@pytest.mark.parametrize(
    "query", ["?after=x", "?after=99999999999", "?reply=x", "?view=x", "?after=٣"]
)
def test_nonsense_in_an_address_shows_the_page(query, as_):
    post = PostFactory()

    assert as_(UserFactory()).get(f"/threads/{post.thread_id}/{query}").status_code == 200


def test_a_request_keeps_the_id_that_a_proxy_gave(client):
    given = client.get("/healthz", headers={"X-Request-ID": "from-the-proxy-1"})
    forged = client.get("/healthz", headers={"X-Request-ID": "<script>\n"})

    assert given.headers["X-Request-ID"] == "from-the-proxy-1"
    assert "<" not in forged.headers["X-Request-ID"]


def test_logs_say_which_request(settings):
    record = logging.LogRecord("x", logging.INFO, "f", 1, "hello", None, None)
    with working_for("the-request"):
        RequestIdFilter().filter(record)
    assert record.request_id == "the-request"
    assert current_request_id() == ""

    dictConfig({**settings.LOGGING, "loggers": {}})
    formatter = logging.getLogger().handlers[-1].formatter
    line = json.loads(formatter.format(record))
    assert (line["message"], line["request_id"], line["level"]) == ("hello", "the-request", "INFO")


def test_nothing_runs_but_our_own_files(client):
    policy = client.get("/").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.usefixtures("a_worker_of_models_listens")
def test_healthy_is_who_serves_and_ready_who_has_a_database(client, monkeypatch):
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").json() == {"database": "ok", "redis": "ok", "degraded": []}

    monkeypatch.setattr("community.kernel.health._redis", lambda: "away")
    assert client.get("/readyz").status_code == 200
    assert client.get("/readyz").json()["degraded"] == ["redis"]

    monkeypatch.setattr(health, "_migrated", False)
    MigrationRecorder.Migration.objects.filter(app="forum").delete()
    assert client.get("/readyz").status_code == 503

    monkeypatch.setattr(connection, "cursor", lambda: (_ for _ in ()).throw(OperationalError))
    assert client.get("/readyz").json()["database"] == "away"


def test_a_subject_is_resolved_for_whoever_may_see_it():
    topic = TopicFactory(title="In public")
    letter = send_letter(to=UserFactory(), title="Private", source="!", by=UserFactory())
    both = [Subject("forum.topic", topic.pk), Subject("toykind.letter", letter.pk)]
    unknown = [Subject("nothing", 1), Subject("forum.topic", 0), Subject("forum.topic", letter.pk)]

    for_stranger = resolve_many([*both, *unknown], UserFactory())
    for_author = resolve_many(both, letter.thread.author)

    assert for_stranger == {both[0]: subjects.Shown("In public", topic.get_absolute_url())}
    assert set(for_author) == set(both)
    assert resolve(both[1], ModeratorFactory()) is None


def test_a_mixed_list_is_one_query_a_kind(django_assert_num_queries):
    wanted = [Subject("forum.topic", TopicFactory().pk) for _ in range(5)]
    viewer = UserFactory()

    with django_assert_num_queries(2):  # the viewer's audiences, the topics
        assert len(resolve_many(wanted, viewer)) == 5


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("forum.topic:42", Subject("forum.topic", 42)),
        ("forum.topic:", None),
        ("42", None),
        (":42", None),
        ("a:b:7", Subject("a:b", 7)),
        ("a:99999999999999999999", None),
    ],
)
def test_a_subject_is_written_as_kind_and_id(text, subject):
    assert Subject.parse(text) == subject
    assert subject is None or str(subject) == text


def test_staff_sign_in_where_everybody_does(as_):
    assert as_().get("/admin/").headers["Location"].startswith("/admin/login/")
    assert (
        as_().get("/admin/login/?next=/admin/").headers["Location"].startswith("/accounts/login/")
    )
    assert as_(UserFactory()).get("/admin/login/").headers["Location"] == "/"
    assert admin.site.site_header


def test_a_refusal_in_the_admin_says_why(as_):
    post = TopicFactory().thread.posts.get()

    response = as_(AdminFactory()).post(
        "/admin/discussions/post/",
        {"action": "delete_posts", "_selected_action": [post.pk]},
        follow=True,
    )

    assert "Delete the topic instead" in response.content.decode()
    post.refresh_from_db()
    assert post.is_live


def test_the_line_of_an_answer_carries_its_request(client, caplog):
    with caplog.at_level(logging.INFO):
        response = client.get("/no/such/page/")

    [line] = [record for record in caplog.records if record.name == "community.access"]
    assert (line.status, line.path) == (404, "/no/such/page/")
    for record in caplog.records:
        RequestIdFilter().filter(record)
        if record.name == "django.request":  # said when the request has ended
            assert record.request_id == response.headers["X-Request-ID"]


@pytest.mark.usefixtures("a_worker_of_models_listens")
def test_ready_names_who_is_behind(client):
    post = PostFactory()
    queue_mail(messages=[EmailMultiAlternatives("s", "t", "a@example.org", ["b@example.org"])])
    assert client.get("/readyz").json()["degraded"] == []

    Delivery.objects.update(next_at=post.created_at - timedelta(minutes=2))
    Mail.objects.update(due_at=post.created_at - timedelta(minutes=6))

    assert client.get("/readyz").json()["degraded"] == ["relay", "relay-live", "worker"]
    assert client.get("/readyz").status_code == 200
