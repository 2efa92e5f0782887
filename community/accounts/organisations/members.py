"""The organisation on members' pages, for staff."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from community.accounts.models import User
from community.accounts.organisations.policy import may_edit_organisations, may_read_organisations
from community.accounts.organisations.queries import organisation_of
from community.accounts.people.tabs import Panel, register
from community.kernel.formats import money


def organisation(member: User, viewer: Any) -> Mapping[str, Any] | None:
    """Which one it is and what it is worth. Nobody but staff is shown that there is one."""
    if not may_read_organisations(viewer):
        return None
    found = organisation_of(member)
    if found is None:
        return None
    return {
        "organisation": found,
        "value": money(found.yearly_value, settings.CURRENCY),
        "may_edit": may_edit_organisations(viewer),
    }


register(Panel(template="members/_organisation_panel.html", position=40, context=organisation))
