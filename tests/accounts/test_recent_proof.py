"""A session that was left open, or stolen, changes none of the ways into the account: each asks
first who it is, and then goes on with what was sent."""

import time

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core import signing

from community.accounts.models import Token, User
from community.accounts.people.actions import sign_up
from community.accounts.security.actions import make_main_address
from community.notifications.models import Mail
from tests.accounts.test_providers import (  # noqa: F401
    begin,
    choose_name,
    come,
    configure,
    provider,
    running,
    who,
)
from tests.factories import AdminFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]

PASSWORD = "bicycle-lamp-7"
AGAIN = "/accounts/reauthenticate/"
EMAIL = "/accounts/email/"
THIRD = "third@example.org"


@pytest.fixture
def ana():
    """A member with one more confirmed address, and one that is not confirmed."""
    member = sign_up(username="Ana", password=PASSWORD, email="ana@example.org")
    for email, verified in (("second@example.org", True), (THIRD, False)):
        EmailAddress.objects.create(user=member, email=email, verified=verified)
    return member


@pytest.fixture
def here(ana, client):
    client.post("/accounts/login/", {"login": "ana", "password": PASSWORD})
    return client


def everything(member):
    """All that decides who gets into the account, and who was written to."""
    addresses = EmailAddress.objects.filter(user=member).order_by("pk")
    return (
        User.objects.filter(pk=member.pk).values_list("password", "email", "session_epoch").get(),
        list(addresses.values_list("email", "verified", "primary")),
        list(Authenticator.objects.filter(user=member).order_by("pk").values_list("pk", "data")),
        list(SocialAccount.objects.filter(user=member).values_list("pk")),
        Mail.objects.count(),
    )


CHANGES = [
    (EMAIL, {"action_add": "", "email": "new@example.org"}),
    (EMAIL, {"action_send": "", "email": THIRD}),
    (EMAIL, {"action_primary": "", "email": "second@example.org"}),
    (EMAIL, {"action_remove": "", "email": "second@example.org"}),
    ("/accounts/elsewhere/", {"account": "1"}),
    ("/accounts/oidc/work/login/?process=connect", {}),
    ("/accounts/2fa/webauthn/add/", {"name": "Key", "credential": "{}"}),
]


@pytest.mark.parametrize(("url", "form"), CHANGES)
def test_an_old_session_changes_no_way_in(url, form, ana, here, provider):  # noqa: F811
    if "2fa" in url:
        EmailAddress.objects.filter(user=ana, verified=False).delete()
    before = everything(ana)

    answer = here.post(url, form)

    assert answer.headers["Location"].startswith(f"{AGAIN}?next="), answer.content
    assert everything(ana) == before


def test_nor_does_one_whose_proof_is_some_minutes_old(ana, here):
    here.post(AGAIN, {"password": PASSWORD})
    before = everything(ana)

    with time_machine.travel(time.time() + 301, tick=False):
        answer = here.post(EMAIL, {"action_add": "", "email": "new@example.org"})

    assert answer.headers["Location"].startswith(AGAIN)
    assert everything(ana) == before


@pytest.mark.parametrize(
    "page",
    ["2fa/totp/deactivate", "2fa/recovery-codes/generate", "2fa/recovery-codes",
     "2fa/recovery-codes/download", "2fa/webauthn/keys/{pk}/remove", "2fa/webauthn/keys/{pk}/edit"],
)  # fmt: skip
def test_nor_does_it_see_or_change_second_factors(page, ana, client):
    made = {}
    for kind in ("totp", "webauthn", "recovery_codes"):
        made[kind] = Authenticator.objects.create(user=ana, type=kind, data={"name": "Key"})
    client.force_login(ana)
    before = everything(ana)
    url = f"/accounts/{page}/".format(pk=made["webauthn"].pk)

    for answer in (client.get(url), client.post(url, {"name": "Other"})):
        refused = answer.status_code == 405  # a page that only shows
        assert refused or answer.headers["Location"].startswith(AGAIN), answer.content

    assert everything(ana) == before


def proof(client, answer):
    """As the page asks for it: the password, and what it leads on to."""
    to = answer.headers["Location"]
    assert client.get(to).status_code == 200
    return client.post(to, {"password": PASSWORD})


def test_whoever_proves_it_goes_on_with_what_was_sent(ana, here):
    form = {"action_add": "", "email": "new@example.org"}

    done = proof(here, here.post(EMAIL, form))

    assert done.headers["Location"] == EMAIL
    assert EmailAddress.objects.filter(user=ana, email="new@example.org").exists()
    assert Mail.objects.filter(to="new@example.org").count() == 1


@pytest.mark.parametrize(
    ("form", "check"),
    [
        ({"action_primary": "", "email": "second@example.org"},
         lambda ana: User.objects.get(pk=ana.pk).email == "second@example.org"),
        ({"action_remove": "", "email": "second@example.org"},
         lambda ana: not EmailAddress.objects.filter(email="second@example.org").exists()),
        ({"action_send": "", "email": THIRD}, lambda _: Mail.objects.filter(to=THIRD).exists()),
    ],
)  # fmt: skip
def test_every_change_of_addresses_is_gone_on_with(form, check, ana, here):
    proof(here, here.post(EMAIL, form))

    assert check(ana)


def test_what_was_typed_wrong_is_still_in_the_form(ana, here):
    wrong = here.post(EMAIL, {"action_add": "", "email": "no address"})
    asked = here.post(wrong.headers["Location"], {"password": "wrong"})
    assert b"Incorrect password" in asked.content

    page = proof(here, wrong)

    assert page.status_code == 200
    assert b"no address" in page.content


def test_the_way_to_a_provider_is_gone_on_with_also_with_its_query(ana, here, provider):  # noqa: F811
    asked = here.post("/accounts/oidc/work/login/?process=connect")

    page = proof(here, asked)

    answer = here.get(provider.authorize(page.context["to"]))
    assert answer.headers["Location"] == "/accounts/elsewhere/"
    assert SocialAccount.objects.get().user == ana


def test_who_was_too_long_at_the_provider_connects_again(ana, here, provider):  # noqa: F811
    here.post(AGAIN, {"password": PASSWORD})
    back = provider.authorize(begin(here, "connect"))

    with time_machine.travel(time.time() + 301):
        answer = here.get(back, follow=True)

    assert b"timed out" in answer.content
    assert not SocialAccount.objects.exists()


def test_the_action_itself_still_holds_nobodys_address_but_ones_own(ana):
    address = EmailAddress.objects.get(email="second@example.org")

    assert make_main_address(address=address, by=ana).primary


# -- who has no password -------------------------------------------------------------------------
@pytest.fixture
def ben(provider, client):  # noqa: F811
    """Signed in by an account elsewhere, some time ago, and without a second factor."""
    come(client, provider)
    choose_name(client)
    assert who(client) == "Ben"
    session = client.session
    for record in (records := session["account_authentication_methods"]):
        record["at"] -= 301
    session["account_authentication_methods"] = records
    session.save()
    return User.objects.get(username="Ben")


NEW = {"password1": PASSWORD, "password2": PASSWORD}
WITHOUT_PASSWORD = [
    ("/accounts/password/set/", NEW),
    ("/accounts/2fa/totp/activate/", {"code": "123456"}),
    ("/settings/tokens/", {"name": "Bot", "scopes": "forum:read", "days": "7"}),
    *[change for change in CHANGES if THIRD not in change[1].values()],
]


@pytest.mark.parametrize(("url", "form"), WITHOUT_PASSWORD)
def test_without_a_password_an_old_session_is_no_proof_either(url, form, ben, client):
    before = everything(ben)

    answer = client.post(url, form)

    assert answer.headers["Location"].startswith("/accounts/elsewhere/again/?next="), answer
    assert everything(ben) == before


def test_nor_for_programs(ben, client):
    body = {"name": "Bot", "scopes": ["forum:read"]}

    answer = client.post("/api/v1/me/tokens/", body, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (403, "confirm_first")
    assert not Token.objects.exists()


def test_the_account_elsewhere_is_the_proof(ben, provider, client):  # noqa: F811
    asked = client.post(EMAIL, {"action_add": "", "email": "new@example.org"})
    page = client.get(asked.headers["Location"])
    assert b"Continue with Work" in page.content
    [way] = [line for line in page.content.decode().split('"') if "process=redirect" in line]

    there = client.post(way.replace("&amp;", "&")).context["to"]
    back = client.get(provider.authorize(there)).headers["Location"]
    done = client.get(back)

    assert done.headers["Location"] == EMAIL
    assert EmailAddress.objects.filter(user=ben, email="new@example.org").exists()
    assert who(client) == "Ben"


def test_anothers_account_elsewhere_is_none(ben, provider, client):  # noqa: F811
    page = client.get("/accounts/elsewhere/again/?next=/accounts/password/set/")
    [way] = [line for line in page.content.decode().split('"') if "process=redirect" in line]
    provider.person |= {"sub": "a-stranger", "email": "x@example.org"}

    there = client.post(way.replace("&amp;", "&")).context["to"]
    back = client.get(provider.authorize(there), follow=True)

    assert b"not connected to yours" in back.content
    assert client.post("/accounts/password/set/", NEW).status_code == 302
    assert not User.objects.get(pk=ben.pk).has_usable_password()
    assert who(client) == "Ben"


def test_a_new_password_never_lies_in_the_session(ben, client):
    client.post("/accounts/password/set/", NEW)

    assert PASSWORD not in str(dict(client.session))
    assert PASSWORD not in signing.dumps(dict(client.session))


def test_who_has_a_password_changes_it_and_sets_none(ana, here):
    for answer in (here.get("/accounts/password/set/"), here.post("/accounts/password/set/", NEW)):
        assert answer.headers["Location"] == "/accounts/password/change/"


def test_who_has_just_signed_in_sets_a_password(provider, client):  # noqa: F811
    come(client, provider)
    choose_name(client)

    client.post("/accounts/password/set/", NEW)

    assert User.objects.get(username="Ben").has_usable_password()


# -- who runs the place --------------------------------------------------------------------------
def in_admin(client, member):
    body = {"action": "remove_second_factor", "_selected_action": [member.pk]}
    client.post("/admin/accounts/user/", body)


def by_rest(client, member):
    answer = client.delete(f"/api/v1/members/{member.username}/second-factor/")
    assert (answer.status_code, answer.json()["code"]) == (403, "confirm_first")


def by_graphql(client, member):
    asked = f'removeSecondFactor(member: "{member.username}") {{ member {{ username }} }}'
    body = {"query": f"mutation {{ accounts {{ {asked} }} }}"}
    answer = client.post("/graphql/", body, content_type="application/json").json()
    assert answer["errors"][0]["extensions"]["code"] == "confirm_first"


@pytest.mark.parametrize("interface", [in_admin, by_rest, by_graphql])
@pytest.mark.parametrize("whose", ["own", "another's"])
def test_an_administrators_old_session_removes_no_second_factor(interface, whose, client):
    admin = AdminFactory(password=PASSWORD)
    member = admin if whose == "own" else UserFactory()
    Authenticator.objects.create(user=member, type="webauthn", data={"name": "Key"})
    client.force_login(admin)

    interface(client, member)

    assert Authenticator.objects.filter(user=member).exists()
