"""What this app registers with its own engine: members can be flagged like anything else. Each
package registers its item types in a module of this name."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.moderation.flags import moderation as of_flags  # noqa: F401
from community.moderation.registration import Described, Reviewable, register
from community.moderation.sanctions import moderation as of_sanctions  # noqa: F401
from community.moderation.screening import moderation as of_screening  # noqa: F401
from community.moderation.sentiment import moderation as of_sentiment  # noqa: F401


def describe_members(ids: Sequence[int], viewer: Any) -> Mapping[int, Described]:
    """Members with what they tell of themselves. What follows from their flags is a sanction."""
    found = User.objects.visible_to(viewer).filter(pk__in=ids).select_related("profile")
    return {
        member.pk: Described(
            title=member.username,
            url=member.get_absolute_url(),
            html=(getattr(member, "profile", None) and member.profile.html) or "",
            member_id=member.pk,
        )
        for member in found
    }


register(Reviewable(kind="accounts.member", label=_("Member"), describe=describe_members))
