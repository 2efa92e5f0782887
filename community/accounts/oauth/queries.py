"""What pages and programs are shown of apps, each list in one query."""

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import App, AppAuthorization, User
from community.kernel import scopes


def apps_of(member: User | AnonymousUser) -> list[App]:
    """Those that the member made, youngest first."""
    return list(App.objects.visible_to(member).order_by("-pk"))


def authorizations_of(member: User | AnonymousUser) -> list[AppAuthorization]:
    """What the member allowed to whom, youngest first."""
    rows = AppAuthorization.objects.visible_to(member).select_related("app__user")
    return list(rows.order_by("-pk"))


def in_words(authorization: AppAuthorization) -> list[str]:
    """What the app may do; a scope that is known no more opens nothing and is not named."""
    known = scopes.known()
    return [str(known[scope]) for scope in authorization.scopes if scope in known]
