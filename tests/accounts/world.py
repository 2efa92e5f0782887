"""Members, groups and what gives access: see tests/architecture/world.py."""

from operator import attrgetter

from allauth.usersessions.models import UserSession

from community.accounts.audiences.actions import add_to_group, form_group
from community.accounts.invitations import actions as actions_invitations
from community.accounts.models import (
    App,
    AppAuthorization,
    Audience,
    Group,
    Invitation,
    Organisation,
    Token,
    User,
)
from community.accounts.oauth.actions import register_app
from community.accounts.organisations.actions import add_member, create_organisation
from community.kernel.operations.roles import EVERYONE, MODERATORS, OWNER
from tests.accounts.apps import BACK, allow
from tests.accounts.tokens import make
from tests.architecture.world import makes
from tests.factories import UserFactory
from tests.worlds import session_of

SITE = "http://testserver/"
NOTHING = ["x"]
PARAMETERS = {
    "name after 'avatars'": NOTHING, "slug": ["privacy"], "tab": ["posts"], "bot": NOTHING,
    "provider_id": NOTHING, "secret": NOTHING, "uidb36": NOTHING, "key after 'key'": NOTHING,
    "key after 'confirm-email'": NOTHING, "passkey": [1], "pk after 'keys'": [1],
    "admin accounts.importedbadge": [1], "admin accounts.page": [1],
}  # fmt: skip


@makes(User, visible_to=EVERYONE, names={"member by name": attrgetter("username")})
def user(world):
    return world.other


@makes(Group, visible_to=EVERYONE)
def group(world):
    n = world.number()
    return form_group(name=f"Crew {n}", slug=f"crew-{n}", by=world.admin)


@makes(Organisation, visible_to=MODERATORS)
def organisation(world):
    n = world.number()
    return create_organisation(
        name=f"Lakeside {n}", domain=f"lakeside-{n}.example", yearly_value=100_000,
        by=world.admin,
    )  # fmt: skip


@makes(Audience)
def audience(world):
    return world.audience or Audience.objects.get(pk=0)


@makes(Token, visible_to=OWNER, after=["tokens"])
def token(world):
    return make(world.owner, name=f"Token {world.word}")[0]


@makes(App, visible_to=OWNER, after=["apps"])
def app(world):
    return register_app(
        by=world.owner, name=f"App {world.word}", website="https://app.example",
        kind="confidential", redirects=[BACK],
    )[0]  # fmt: skip


@makes(AppAuthorization, visible_to=OWNER, after=["authorizations"])
def authorization(world):
    return allow(world.make(App), by=world.owner)


# Moderators see whom anybody invited.
@makes(Invitation, visible_to=OWNER | MODERATORS, after=["invitations"])
def invitation(world):
    return actions_invitations.invite(by=world.owner, site=SITE, email="ana@example.org")[0]


@makes(UserSession, visible_to=OWNER, after=["sessions"])
def session(world):
    return UserSession.objects.create(
        user=world.owner, session_key=f"elsewhere-{world.number()}", ip="127.0.0.1",
        user_agent=f"Firefox {world.word}",
    )  # fmt: skip


def grow(world):
    add_to_group(group=world.get(Group), member=UserFactory(), by=world.admin)
    add_member(organisation=world.get(Organisation), member=UserFactory(), by=world.admin)
    for make_one in (group, organisation, token, app, authorization, invitation):
        make_one(world)
    known = {"user": world.owner, "ip": "127.0.0.1", "user_agent": "Firefox"}
    UserSession.objects.get_or_create(session_key=session_of(world.owner), defaults=known)
