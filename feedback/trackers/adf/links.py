"""Which addresses are worth a link in a text that goes to another site, or comes from one."""

from urllib.parse import urlsplit

SCHEMES = {"http", "https", "mailto"}


def leads_out(address: str) -> bool:
    """Whether it can be followed outside of the site that the text was written on."""
    try:
        return urlsplit(address).scheme in SCHEMES
    except ValueError:
        return False
