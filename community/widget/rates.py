"""How often the widget of a site is asked, by window in seconds."""

from community.kernel import rates
from community.kernel.errors import TooMany

MINUTE = 60

# From one address, behind which a whole company may be: what is read, and what is written or needs
# a signature checked. Members' own limits (accounts.rates) hold beside them.
LIMITS: dict[str, dict[int, int]] = {"read": {MINUTE: 240}, "write": {MINUTE: 60}}
OF_SITE: dict[str, dict[int, int]] = {"read": {MINUTE: 6000}, "write": {MINUTE: 1200}}


def consume(what: str, *, site_id: int, address: str) -> None:
    """Count one more request. Raises TooMany."""
    for key, limits in (
        (f"widget:{what}:{site_id}:{address}", LIMITS[what]),
        (f"widget:{what}:{site_id}", OF_SITE[what]),
    ):
        if wait := rates.spend(key, limits):
            raise TooMany(retry_after=wait)
