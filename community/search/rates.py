"""How often one may search: members by the table of accounts, visitors by address as newcomers."""

from django.http import HttpRequest

from community.accounts import rates as of_members
from community.kernel import rates
from community.kernel.errors import TooMany
from community.kernel.requests import client_address

SEARCH, QUICK = "search", "quick_search"


def consume(request: HttpRequest, what: str = SEARCH) -> None:
    """Count one more search by whoever sent the request. Raises TooMany."""
    if request.user.is_authenticated:
        of_members.consume(what, by=request.user)
        return
    limits = {seconds: each[0] for seconds, each in of_members.LIMITS.get(what, {}).items()}
    if limits and (wait := rates.spend(f"{what}:{client_address(request)}", limits)):
        raise TooMany(retry_after=wait)
