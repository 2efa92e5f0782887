"""Members as other apps speak of them: `accounts.member:7`."""

from collections.abc import Mapping
from typing import Any

from community.accounts.models import User
from community.kernel.subjects import Shown, register


def find_members(ids: list[int], viewer: Any) -> Mapping[int, Shown]:
    found = User.objects.visible_to(viewer).filter(pk__in=ids)
    return {row.pk: Shown(row.username, row.get_absolute_url()) for row in found}


register("accounts.member", find_members)
