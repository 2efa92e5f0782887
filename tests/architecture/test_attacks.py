"""What somebody tried once and must not work again."""

import json
from base64 import urlsafe_b64encode

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from community.accounts.audiences.actions import SlugTaken as GroupSlugTaken
from community.accounts.audiences.actions import form_audience, form_group
from community.accounts.models import Audience, User
from community.accounts.people.actions import sign_up, suspend_member
from community.discussions.actions import (
    NothingWritten,
    delete_post,
    edit_post,
    restore_post,
)
from community.discussions.posts.actions.text import rendered
from community.discussions.posts.actions.threads import Untitled
from community.kernel import store
from community.kernel.errors import Denied
from community.kernel.markdown import TooMuch
from community.kernel.requests import client_address
from community.kernel.text import NotText
from community.live import bell
from community.live.channels import may_listen
from community.notifications.models import Mail
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
    in_hours,
)

pytestmark = pytest.mark.django_db

PASSWORD = "bicycle-lamp-7"


@pytest.fixture
def ana():
    return sign_up(username="Ana", password=PASSWORD, email="ana@example.org")


# -- texts -------------------------------------------------------------------------------------
def test_an_edit_is_compared_in_linear_time():
    """An exact measure of this one took minutes, with the thread's row locked."""
    post = PostFactory(source="a" * 16_000)

    edit_post(post=post, source="ab" * 8_000, by=post.author)

    assert post.revisions.exists()


@pytest.mark.parametrize(
    "bomb",
    [
        "[a]: <http://x/" + "u" * 16_000 + ">\n\n" + "[a] " * 3_900,
        '[a]: x "' + "t" * 16_000 + '"\n\n' + "[a] " * 3_900,
        "[a]: <http://x/" + "u" * 16_000 + ">\n\n" + "![a] " * 3_000,
        "a|" * 5_000 + "\n" + "-|" * 5_000 + "\n" + "a\n" * 5_900,
    ],
)
def test_what_is_short_to_write_and_huge_to_show_is_too_long(bomb, as_):
    with pytest.raises(TooMuch):
        rendered(bomb)

    response = as_(UserFactory()).post("/preview/", {"source": bomb}, headers={"HX-Request": "1"})
    assert response.status_code == 422
    assert len(response.content) < 1000


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800", "a\udfffb"])
def test_what_the_database_cannot_keep_is_refused_by_every_interface(text, as_):
    thread = TopicFactory().thread
    client = as_(thread.author)
    with pytest.raises(NotText):
        rendered(text)

    rest = client.post(
        f"/api/v1/threads/{thread.pk}/posts/",
        json.dumps({"source": text}),
        content_type="application/json",
    )
    mutation = """mutation ($id: ID!, $source: String!) {
        discussions { replyToThread(threadId: $id, source: $source) { post { id } } }
    }"""
    body = {"query": mutation, "variables": {"id": thread.pk, "source": text}}
    graphql = client.post("/graphql/", json.dumps(body), content_type="application/json")

    assert rest.status_code in {409, 422}
    assert graphql.json()["errors"][0]["extensions"]["code"] in {"not_text", "bad_query"}
    assert thread.posts.count() == 1


@pytest.mark.parametrize("nothing", ["\u200b", "\u202e\u2066", "\ufe0f \u3164"])
def test_what_shows_nothing_is_nothing(nothing):
    with pytest.raises(NothingWritten):
        TopicFactory(source=nothing)
    with pytest.raises(Untitled):
        TopicFactory(title=nothing)


# -- names and accounts ------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name",
    [
        *("Ana\ufe0f", "Ana\u034f", "Ana\u3164", "Ana\u17b4", "\u0410na", "\u3164"),
        *("..", ".", "_-_", "\ufdfa" * 12),
    ],
)
def test_nobody_looks_like_somebody_else(name, ana, client):
    form = {"username": name, "email": "x@example.org", "password1": PASSWORD, "agreed": "on"}

    response = client.post("/accounts/signup/", form)

    assert response.status_code == 200
    assert User.objects.filter(email="x@example.org").count() == 0


def test_names_of_other_scripts_are_welcome(client):
    for number, name in enumerate(["Иван_7", "عمر", "हिन्दी", "Κώστας", "三郎"]):
        form = {"username": name, "email": f"{number}@example.org", "password1": PASSWORD}
        form["agreed"] = "on"
        assert Client().post("/accounts/signup/", form).status_code == 302, name


def test_who_is_suspended_is_told_and_every_session_ends(ana, client):
    client.post("/accounts/login/", {"login": "Ana", "password": PASSWORD})
    assert client.get("/api/v1/me/").status_code == 200
    moderator = ModeratorFactory()

    suspend_member(member=ana, until=in_hours(1), by=moderator)
    fresh = Client()
    told = fresh.post("/accounts/login/", {"login": "Ana", "password": PASSWORD})
    suspend_member(member=ana, until=None, by=moderator)

    assert told.headers["Location"] == "/accounts/inactive/"
    assert fresh.get("/api/v1/me/").status_code == 401
    assert client.get("/api/v1/me/").status_code == 401


@pytest.mark.limits
@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("/accounts/password/change/", {"oldpassword": "wrong"}),
        ("/accounts/reauthenticate/", {"password": "wrong"}),
        ("/accounts/email/", {"action_add": "", "email": "victim@example.org"}),
    ],
)
def test_every_interface_that_takes_a_password_or_sends_mail_is_limited(url, form, ana, as_):
    client = as_(ana)

    statuses = [client.post(url, form).status_code for _ in range(12)]

    assert statuses[-1] == 429


@pytest.mark.limits
def test_ending_sessions_has_a_limit_as_every_change_has(ana, as_):
    client = as_(ana)

    statuses = [client.delete("/api/v1/me/sessions/").status_code for _ in range(12)]

    assert statuses[0] == 204
    assert statuses[-1] == 429


@pytest.mark.limits
def test_strangers_do_not_lock_a_member_out(ana):
    for n in range(20):
        stranger = Client(REMOTE_ADDR=f"10.0.0.{n}")
        stranger.post("/accounts/login/", {"login": "Ana", "password": "wrong"})

    response = Client(REMOTE_ADDR="10.0.1.1").post(
        "/accounts/login/", {"login": "Ana", "password": PASSWORD}
    )

    assert response.status_code == 302


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "1.1.1.1", "127.0.0.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 2.2.2.2", "1.1.1.1"),
        (1, "", "127.0.0.1"),
        (3, "1.1.1.1", "127.0.0.1"),
        (1, "1.1.1.1:4711", "1.1.1.1"),
        (1, "::ffff:1.1.1.1", "1.1.1.1"),
        (1, "[::ffff:101:101]:4711", "1.1.1.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "2001:DB8:0001:2::1", "2001:db8:1:2::"),
        (1, "[2001:db8:1:2::7]", "2001:db8:1:2::"),
        (1, "[2001:db8:1:2::7]:4711", "2001:db8:1:2::"),
        (1, "fe80::1%eth0", "fe80::"),
        (1, "unknown", "unknown"),
        (1, "[unknown", "[unknown"),
        (1, "999.1.1.1:80", "999.1.1.1:80"),
    ],
)
def test_an_address_is_believed_from_our_own_proxies_alone(
    proxies, forwarded, address, rf, settings
):
    settings.TRUSTED_PROXIES = proxies

    assert client_address(rf.get("/", headers={"X-Forwarded-For": forwarded})) == address


@pytest.mark.parametrize(
    ("peer", "address"), [("", ""), ("::1", "::"), ("2001:db8::1", "2001:db8::")]
)
def test_a_peer_is_spelt_as_one_behind_a_proxy(peer, address, rf):
    assert client_address(rf.get("/", REMOTE_ADDR=peer)) == address


@pytest.mark.limits
def test_a_line_with_many_addresses_is_counted_as_one(settings):
    settings.API_RATE_VISITOR, settings.TRUSTED_PROXIES = 2, 1
    spellings = ["2001:db8:7::1", "[2001:db8:7::2]:4711", "2001:db8:7:0:ffff::3"]

    statuses = [
        Client().get("/api/v1/topics/", headers={"X-Forwarded-For": spelling}).status_code
        for spelling in spellings
    ]
    other = Client().get("/api/v1/topics/", headers={"X-Forwarded-For": "2001:db8:7:1::1"})

    assert statuses == [200, 200, 429]
    assert other.status_code == 200


def test_links_in_mail_lead_to_the_address_that_we_gave(ana, client, settings):
    settings.SITE_URL = "https://commons.example"

    client.post("/accounts/password/reset/", {"email": ana.email}, headers={"Host": "localhost:66"})

    assert "https://commons.example/accounts/password/reset/key/" in Mail.objects.get().text


def test_a_groups_short_name_is_one_groups():
    admin = AdminFactory()
    form_group(name="One", slug="one", by=admin)

    with pytest.raises(GroupSlugTaken):
        form_group(name="Other", slug="one", by=admin)


# -- the admin ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "question", ["password__startswith=md5", "password__regex=(", "username__exact=%00"]
)
def test_the_admin_answers_no_question_about_what_it_hides(question, as_):
    response = as_(ModeratorFactory()).get(f"/admin/accounts/user/?{question}")

    assert response.status_code in {302, 400}


def test_the_admin_names_nothing_private_to_moderators(as_):
    member = UserFactory()
    team = form_audience(kind=Audience.Kind.SHARED, members=[member])
    category = CategoryFactory(audience=team, title="Back room", slug="back-room")
    topic = TopicFactory(category=category, title="Secret", by=member)
    client = as_(ModeratorFactory())
    of_topics = ContentType.objects.get_for_model(type(topic)).pk

    assert client.get(f"/admin/r/{of_topics}/{topic.pk}/").status_code == 404
    assert b"Back room" not in client.get("/admin/forum/topic/").content


@pytest.mark.parametrize("chosen", ["abc", "\0", "9" * 30])
def test_the_admin_takes_numbers_for_rows(chosen, as_):
    body = {"action": "silence", "_selected_action": [chosen]}

    assert as_(AdminFactory()).post("/admin/accounts/user/", body).status_code == 400


# -- posts -------------------------------------------------------------------------------------
def test_a_moderators_removal_holds_over_the_authors(as_):
    post = PostFactory()
    delete_post(post=post, by=post.author)
    delete_post(post=post, by=ModeratorFactory())

    with pytest.raises(Denied):
        restore_post(post=post, by=post.author)


def test_a_refused_edit_keeps_every_word(as_):
    post = PostFactory()
    client, url = as_(post.author), f"/posts/{post.pk}/edit/"
    delete_post(post=post, by=ModeratorFactory())
    here = {"Referer": f"http://testserver{url}"}

    posted = client.post(url, {"source": "long considered words", "version": 1}, headers=here)
    shown = client.get(url, headers=here)

    assert posted.status_code == 403
    assert b"long considered words" in posted.content
    assert shown.status_code == 403


# -- what fills the store ----------------------------------------------------------------------
def test_nothing_that_is_asked_for_stays_for_good(as_):
    as_().get("/t/nowhere/424242/")
    as_().get("/")

    keys = store.client().keys("*")

    assert keys
    assert all(store.client().ttl(key) > 0 for key in keys)


def test_a_channel_has_one_name():
    topic = TopicFactory()
    bell.version(f"thread.{topic.pk}")

    assert may_listen(UserFactory(), f"thread.{topic.pk}")
    for alias in (f"thread.0{topic.pk}", "thread.٣", "thread.-1", "thread.", f"thread.{10**30}"):
        assert not may_listen(UserFactory(), alias)


def test_nonsense_makes_no_fragment_of_its_own(as_):
    post = PostFactory()
    client = as_()
    client.get(f"/threads/{post.thread_id}/posts/")
    before = set(store.client().keys("fragment:*"))

    for after in (10, 500_000, 999_999_999):
        client.get(f"/threads/{post.thread_id}/posts/?after={after}")

    assert set(store.client().keys("fragment:*")) == before


# -- requests ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "cursor",
    [
        ["older", "2020-01-01T00:00:00+00:00", "Infinity"],
        ["older", "2020-01-01T00:00:00+00:00", 10**30],
        ["older", "0001-01-01T00:00:00+23:59", 1],
        ["older", "9999-12-31T00:00:00-23:59", 1],
        ["older", "2020-01-01T00:00:00", 1],
        ["older", 5, 5],
        ["older"],
    ],
)
def test_a_forged_cursor_is_as_none(cursor, as_):

    TopicFactory(title="Still here")
    forged = json.dumps(cursor).replace('"Infinity"', "Infinity").encode()

    page = as_().get("/", {"page": urlsafe_b64encode(forged).decode().rstrip("=")})

    assert b"Still here" in page.content


@pytest.mark.parametrize("charset", ["hex", "rot13", "utf-16", "unicode_escape", "nonsense"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_one_charset_is_spoken(method, charset, client):
    kind = f"application/x-www-form-urlencoded; charset={charset}"

    response = client.generic(method.upper(), "/accounts/login/", b"login=x", content_type=kind)

    assert response.status_code == 400


def test_a_cookie_with_control_characters_is_refused(client):
    response = client.get("/", headers={"Cookie": 'sessionid="\\000aaaa"'})

    assert response.status_code == 400


@pytest.mark.parametrize("login", ["%00", "a%00b", "x" * 5000])
def test_an_odd_name_to_sign_in_with_is_just_wrong(login, client):
    body = f"login={login}&password=x"

    response = client.post(
        "/accounts/login/", body, content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code == 200


def test_json_that_is_nested_too_deep_is_a_mistake(as_):
    deep = "[" * 100_000
    client = as_(UserFactory())

    for url in ("/api/v1/topics/", "/graphql/"):
        assert client.post(url, deep, content_type="application/json").status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        {"query": 123},
        {"query": ["a"]},
        {"query": True},
        {"query": "{ accounts { me { id } } }", "variables": [1]},
        {"query": "{ accounts { me { id } } }", "variables": 5},
    ],
)
def test_graphql_takes_a_text_and_an_object(body, client):
    assert client.post("/graphql/", body, content_type="application/json").status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        '{ discussions { post(id: "x") { id } } }',
        '{ discussions { thread(id: "-1") { id } } }',
        '{ forum { topic(id: "99999999999999999999") { id } } }',
        'mutation { discussions { likePost(postId: "x") { post { id } } } }',
        '{ discussions { revisions(postId: "٣") { nodes { number } } } }',
    ],
)
def test_an_id_that_is_no_number_names_nothing(query, as_):
    response = as_(UserFactory()).post(
        "/graphql/", {"query": query}, content_type="application/json"
    )

    assert response.json()["errors"][0]["extensions"]["code"] == "not_found"


def test_nulls_are_as_nothing_said(as_):
    thread = TopicFactory().thread
    query = f"""{{
        forum {{ topics(first: null) {{ nodes {{ id }} }} }}
        discussions {{
            thread(id: {thread.pk}) {{ posts(first: null, after: null) {{ nodes {{ id }} }} }}
        }}
    }}"""

    response = as_().post("/graphql/", {"query": query}, content_type="application/json")

    assert "errors" not in response.json()


@pytest.mark.parametrize("path", ["/", "/healthz", "/accounts/login/", "/api/v1/threads/"])
def test_who_asks_for_the_head_alone_gets_it(path, client):
    assert client.head(path).status_code == 200


def test_comparing_versions_is_heavy(client):
    """A page of them takes half a second where they are long: a query has few of them."""
    page = "revisions(postId: 1) { nodes { pieces { op text } } }"

    def code(asked):
        query = {"query": f"{{ discussions {{ {asked} }} }}"}
        answer = client.post("/graphql/", query, content_type="application/json").json()
        return answer["errors"][0]["extensions"]["code"]

    assert code(page) == "not_found"
    assert code(" ".join(f"r{n}: {page}" for n in range(4))) == "too_costly"
