"""Who comes with an app's token."""

from django.utils import timezone

from community.accounts.models import AppToken, User
from community.accounts.oauth import keys, policy
from community.accounts.tokens.bearer import check_suspension
from community.kernel.scopes import Access


def by_app_token(secret: str) -> tuple[User, Access] | None:
    """For whom the app acts, and within what; None where the secret opens nothing.

    One query, and none for what is no token of an app. All tokens that one app has for one member
    count as one, so that fetching another does not begin a new count.
    """
    if not secret.startswith(keys.ACCESS):
        return None
    rows = AppToken.objects.select_related("user", "application__user")
    token = rows.filter(token_checksum=keys.hashed(secret), expires__gt=timezone.now()).first()
    if token is None or not token.application.is_usable(None):
        return None
    check_suspension(token.user)
    if not policy.may_use_apps(token.user):
        return None
    allowed = policy.scopes_for(token.application) & set(token.scope.split())
    return token.user, Access(key=f"app:{token.authorization_id}", scopes=allowed)
