"""Limits on guessing passwords and codes: only wrong ones are counted."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from community.accounts import rates
from community.accounts.models import User
from community.accounts.security import devices
from community.accounts.security.actions_attempts import Limits, count_wrong, wait_of
from community.kernel.errors import TooMany
from community.kernel.requests import client_address
from community.kernel.text import fold


@contextmanager
def guess(
    request: HttpRequest, *, what: str, limits: Limits, name: str = "", member: User | None = None
) -> Iterator[None]:
    """Check a secret within: counted if that raises ValidationError. Raises TooMany before.

    How many are checked at the same moment is up to the web processes: what is counted only when
    it was wrong refuses none of many members who are right at once.
    """
    counted = _counted(request, what, limits, name, member)
    if wait := wait_of(counted):
        raise TooMany(retry_after=wait)
    try:
        yield
    except ValidationError:
        count_wrong(counted)
        raise


def _counted(
    request: HttpRequest, what: str, limits: Limits, name: str, member: User | None
) -> Mapping[str, Limits]:
    """The keys of this try. A known device has its own; when that is used up it is as any other.

    A name is counted as it was typed, not by whose it is: else what is refused would tell that a
    name and an email address are one member's.
    """
    if device := devices.known(request, name=name, member=member):
        own = {f"{what}:device:{device}": rates.KNOWN_DEVICE}
        if not wait_of(own):
            return own
    counted = {f"{what}:{client_address(request)}": limits}
    if member:
        counted[f"{what}:of:{member.pk}"] = limits
    if tried := fold(name).replace("\0", ""):
        counted[f"{what}:as:{tried}"] = rates.ONE_NAME
    return counted
