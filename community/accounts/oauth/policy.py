"""Who may register apps, and whom an app may act for. Questions only."""

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import App, AppAuthorization, User
from community.accounts.policy import is_administrator
from community.kernel import scopes


def may_register_app(person: User | AnonymousUser) -> bool:
    """Whoever may write at all; how many there can be says the action."""
    return isinstance(person, User) and person.may_write


def may_manage_app(person: User | AnonymousUser, app: App) -> bool:
    own = isinstance(person, User) and app.user_id == person.pk
    return own and may_register_app(person)


def may_delete_app(person: User | AnonymousUser, app: App) -> bool:
    """One's own at any time."""
    return isinstance(person, User) and person.is_active and app.user_id == person.pk


def may_disable_app(person: User | AnonymousUser) -> bool:
    return is_administrator(person)


def may_use_apps(person: User | AnonymousUser) -> bool:
    """Whether apps act for this member: as long as they could sign in themselves."""
    if not isinstance(person, User):
        return False
    return person.is_active and not person.is_suspended and not person.is_machine


def may_revoke_app(person: User | AnonymousUser, authorization: AppAuthorization) -> bool:
    own = isinstance(person, User) and person.is_active
    return own and authorization.member_id == person.pk


def scopes_for(app: App) -> frozenset[str]:
    """The scopes that this app may ask for. Only apps of administrators may ask for `admin`: nobody
    else can register an app that tricks an administrator into authorizing it."""
    known = scopes.known()
    if is_administrator(app.user):
        return frozenset(known)
    return frozenset(scope for scope in known if not scope.startswith("admin:"))
