"""Accounts of bots: made by whoever runs the place, and entered by token alone."""

import pytest
from django.contrib.auth import authenticate
from django.utils.translation import override

from community.accounts.models import Token, User
from community.accounts.people.actions import NameTaken, set_password, set_roles
from community.accounts.people.actions_profile import NameReserved
from community.accounts.tokens.actions import make_service_account
from community.discussions.actions import reply_to_thread
from community.discussions.models import Post
from community.events.models import EventRecord
from community.kernel.errors import Denied, TooMany
from tests.accounts.tokens import ALL, WRITE, ask_rest, bearer, code, graph, make
from tests.factories import AdminFactory, ModeratorFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return AdminFactory()


@pytest.fixture
def bot(admin):
    return make_service_account(username="BikeBot", by=admin)


def told():
    return EventRecord.objects.filter(name="accounts.service_account.made").count()


def test_its_title_is_in_the_language_of_the_site(admin):
    with override("en-xa"):
        bot = make_service_account(username="BikeBot", by=admin)

    assert bot.title == "Bot"


def test_a_bot_is_a_member_with_no_way_in_but_tokens(bot, as_):
    assert (bot.is_bot, bot.is_machine, bot.email, bot.title) == (True, False, "", "Bot")
    assert not bot.has_usable_password()
    assert told() == 1
    page = as_().get(bot.get_absolute_url()).content.decode()
    assert '<span class="note">Bot</span>' in page


def test_it_is_made_once(bot, admin):
    assert make_service_account(username="bikebot", by=admin) == bot
    assert told() == 1


@pytest.mark.parametrize("who", [UserFactory, ModeratorFactory])
def test_nobody_else_makes_one(who):
    with pytest.raises(Denied):
        make_service_account(username="BikeBot", by=who())

    assert not User.objects.filter(is_bot=True).exists()
    assert told() == 0


def test_it_has_a_name_like_anybody(admin):
    UserFactory(username="Ana")

    with pytest.raises(NameTaken):
        make_service_account(username="ANA", by=admin)
    with pytest.raises(NameReserved):
        make_service_account(username="admin", by=admin)


def test_it_signs_in_by_no_page_even_with_a_password(bot, as_):
    set_password(member=bot, password="bicycle-lamp-7")

    form = as_().post("/accounts/login/", {"login": "BikeBot", "password": "bicycle-lamp-7"})

    assert form.headers["Location"] == "/accounts/inactive/"
    assert authenticate(username="BikeBot", password="bicycle-lamp-7") is None
    assert as_(bot).get("/api/v1/me/").status_code == 401


def test_it_acts_by_a_token_that_whoever_runs_the_place_made(bot, admin, as_):
    topic = TopicFactory()
    token, secret = make(bot, WRITE, by=admin)

    answer = as_().post(
        f"/api/v1/threads/{topic.pk}/posts/",
        {"source": "Beep"},
        "application/json",
        headers=bearer(secret),
    )

    assert answer.status_code == 201
    assert Post.objects.get(number=2).author == bot
    assert (token.member, token.made_by) == (bot, admin)


@pytest.mark.parametrize("who", [UserFactory, ModeratorFactory])
def test_nobody_else_makes_its_tokens(who, bot):
    with pytest.raises(Denied):
        make(bot, by=who())
    with pytest.raises(Denied):
        make(bot)  # nor does it itself

    assert not Token.objects.exists()


@pytest.mark.limits
def test_it_has_limits_like_anybody(bot):
    topic = TopicFactory()
    for number in range(12):  # a minute, at trust level 1
        reply_to_thread(thread=topic.thread, source=f"Beep {number}", by=bot)

    with pytest.raises(TooMany):
        reply_to_thread(thread=topic.thread, source="Beep", by=bot)


def test_a_bot_that_moderates_needs_no_second_factor(bot, admin, as_, settings):
    settings.STAFF_NEED_SECOND_FACTOR = True
    set_roles(member=bot, by=admin, is_moderator=True)
    _, secret = make(bot, ALL, by=admin)

    assert ask_rest(as_(), "me/", secret).status_code == 200


def test_the_admin_makes_it_and_its_tokens(as_, admin, settings):
    settings.STAFF_NEED_SECOND_FACTOR = False
    client = as_(admin)

    form = client.get("/admin/accounts/user/add/")
    made = client.post("/admin/accounts/user/add/", {"username": "BikeBot"})
    to = made.headers["Location"]
    page = client.post(to, {"name": "Main", "scopes": ["forum:read"], "days": ""})

    assert "service account" in form.content.decode()
    assert to == "/settings/tokens/of/BikeBot/"
    assert page.status_code == 200
    token = Token.objects.get()
    assert (token.member.username, token.expires_at) == ("BikeBot", None)
    client.post(f"/settings/tokens/{token.pk}/revocation/")
    token.refresh_from_db()
    assert token.state == "revoked"


def test_the_admin_leads_to_its_tokens(as_, admin, bot, settings):
    settings.STAFF_NEED_SECOND_FACTOR = False
    client, choose = as_(admin), {"action": "show_tokens"}

    one = client.post("/admin/accounts/user/", {**choose, "_selected_action": [bot.pk]})
    none = client.post("/admin/accounts/user/", {**choose, "_selected_action": [admin.pk]})

    assert one.headers["Location"] == "/settings/tokens/of/BikeBot/"
    assert none.headers["Location"].startswith("/admin/accounts/user/")


@pytest.mark.parametrize("who", [UserFactory, ModeratorFactory])
def test_the_page_of_its_tokens_is_not_there_for_others(who, bot, as_):
    assert as_(who()).get("/settings/tokens/of/BikeBot/").status_code == 404


def test_whoever_runs_the_place_has_no_page_of_others_tokens(admin, as_):
    UserFactory(username="Ana")

    assert as_(admin).get("/settings/tokens/of/Ana/").status_code == 404


def test_moderators_add_nobody_in_the_admin(as_, settings):
    settings.STAFF_NEED_SECOND_FACTOR = False

    answer = as_(ModeratorFactory()).post("/admin/accounts/user/add/", {"username": "BikeBot"})

    assert answer.status_code == 403
    assert not User.objects.filter(is_bot=True).exists()


def test_a_session_of_a_bot_is_nobodys(bot, as_):
    assert (
        graph(as_(bot), "{ accounts { me { username } } }").json()["data"]["accounts"]["me"] is None
    )
    assert code(as_(bot).get("/api/v1/me/")) == "not_signed_in"
