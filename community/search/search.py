"""The operators of every search, whatever can be found: kinds, states and authors."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.accounts.people.queries import member_named
from community.kernel import formats
from community.kernel.text import fold
from community.search.registration import BadValue, Operator, key, kinds, register, statuses


def _kind(value: str, _viewer: Any) -> list[str]:
    names = {fold(kind.word): kind.name for kind in kinds()}
    if fold(value) not in names:
        said = gettext("“kind:” does not take “%(value)s”. Use %(values)s.")
        raise BadValue(said % {"value": value, "values": formats.listed(names)})
    return [key("kind", names[fold(value)])]


def _status(value: str, _viewer: Any) -> list[str]:
    if fold(value) not in statuses():
        said = gettext("“status:” does not take “%(value)s”. Use %(values)s.")
        raise BadValue(said % {"value": value, "values": formats.listed(sorted(statuses()))})
    return [key("status", fold(value))]


def _author(value: str, viewer: Any) -> list[str]:
    """By a name that the member has or gave up. Who is hidden from the viewer is not there."""
    try:
        return [key("by", member_named(viewer, value.lstrip("@")).pk)]
    except User.DoesNotExist:
        said = gettext("No member is called “%(name)s”.")
        raise BadValue(said % {"name": value}) from None


register(
    Operator(name="kind", help=_("Of a kind"), example="kind:topic", find=_kind),
    Operator(
        name="status", help=_("In a state: solved, closed, …"), example="status:solved",
        find=_status,
    ),
    Operator(
        name="author", help=_("By a member"), example="@ana", find=_author, signs=["@"],
    ),
)  # fmt: skip
