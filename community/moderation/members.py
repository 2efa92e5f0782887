"""What this app tells accounts: why a suspended member may not sign in."""

from community.accounts.models import User
from community.accounts.signing_in.suspended import register
from community.moderation.sanctions.queries import latest_suspension
from community.moderation.sanctions.tokens import appeal_url


def why_suspended(member: User) -> str | None:
    suspension = latest_suspension(member)
    return appeal_url(suspension) if suspension else None


register(why_suspended)
