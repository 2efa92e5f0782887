import pytest

from community.kernel import store
from community.live import pages
from community.live.bell import UNKNOWN
from community.live.pages import shared
from tests.factories import TopicFactory, UserFactory


def test_a_fragment_is_rendered_once_a_version():
    rendered = []

    def render():
        rendered.append(1)
        return f"<p>{len(rendered)}</p>"

    assert [shared("a", "e-1", render) for _ in range(3)] == ["<p>1</p>"] * 3
    assert shared("a", "e-2", render) == "<p>2</p>"
    assert shared("b", "e-1", render) == "<p>3</p>"


def test_while_the_version_is_unknown_nothing_is_kept():
    rendered = iter("ab")

    assert [shared("a", UNKNOWN, lambda: next(rendered)) for _ in range(2)] == ["a", "b"]


def test_who_finds_another_rendering_waits_for_the_result(in_threads):
    rendered = []

    def render():
        rendered.append(1)
        pages.time.sleep(0.1)
        return "<p>slow</p>"

    found = in_threads([lambda: shared("slow", "e-1", render)] * 6)

    assert found == ["<p>slow</p>"] * 6
    assert len(rendered) == 1


def test_who_waited_long_enough_renders_for_itself(monkeypatch):
    monkeypatch.setattr(pages, "WAIT", 0.05)
    store.client().set("fragment:stuck:en:e-1:lock", 1)

    assert shared("stuck", "e-1", lambda: "<p>mine</p>") == "<p>mine</p>"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "kept"), [({}, True), ({"page": "nonsense"}, False), ({"utm": "1"}, False)]
)
def test_only_what_a_page_depends_on_is_kept(query, kept, as_):
    for _ in range(2):
        response = as_().get("/", query)

    assert ("X-Cache" in response.headers) == kept


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["sessionid", "messages", "unknown"])
def test_a_cookie_that_may_be_somebodys_gets_a_page_of_its_own(name, as_):
    as_().get("/")
    client = as_()
    client.cookies[name] = "x"

    assert "X-Cache" not in client.get("/").headers


@pytest.mark.django_db
def test_a_members_page_is_stored_nowhere_and_what_is_everybodys_keeps_its_lifetime(as_):
    topic = TopicFactory()
    client = as_(UserFactory())

    for path in ("/", topic.get_absolute_url(), "/settings/profile/", "/nowhere/"):
        assert client.get(path, follow=True).headers["Cache-Control"] == "private, no-store", path

    assert "no-store" not in as_().get("/").headers.get("Cache-Control", "")
    assert "no-store" not in client.get("/api/v1/categories/").headers.get("Cache-Control", "")
