"""Where an app lives, and where a member is sent back to. Questions only."""

from ipaddress import IPv4Address, IPv6Address
from socket import inet_aton
from urllib.parse import SplitResult, urlsplit

from community.accounts.models.oauth import LOOPBACKS, host_of, parts_of

OWN_DEVICE = {*LOOPBACKS, "localhost"}


def is_website(link: str) -> bool:
    """Whether it can be an app's website."""
    parts = parts_of(link)
    return parts is not None and _is_named(parts) and parts.scheme in {"http", "https"}


def is_redirect(uri: str, *, is_public: bool) -> bool:
    """Whether an app may ask for its members to be sent there.

    Over the net only encrypted. On the member's own device over plain http, too (RFC 8252, 7.3).
    A scheme of the app's own has a dot in it, as names that are somebody's have (RFC 8252, 7.1),
    and only an app without a secret can be on a device that knows it.
    """
    parts = parts_of(uri)
    if parts is None or "#" in uri or "*" in parts.netloc:
        return False
    match parts.scheme:
        case "https":
            return _is_named(parts) or host_of(parts) in OWN_DEVICE
        case "http":
            return host_of(parts) in OWN_DEVICE
    own = "." in parts.scheme and not parts.netloc and parts.path.startswith("/")
    return is_public and own and uri.startswith(f"{parts.scheme}:")


def is_assured(uri: str) -> bool:
    """Whether nobody but the app's owner receives what is sent there.

    Any program on a device can wait at one of its ports, or claim a scheme; a certificate for a
    name of the device's own says nothing (RFC 8252, 8.6).
    """
    parts = urlsplit(uri)
    return parts.scheme == "https" and not _is_own_device(host_of(parts))


def shown(uri: str) -> str:
    """What a member reads of it: the host, or the scheme that an app on the device has."""
    parts = urlsplit(uri)
    return parts.netloc or f"{parts.scheme}:"


def form_targets(uri: str) -> str:
    """What the policy of the page must let its form lead to, so that the browser follows.

    Chromium measures each step of the way by it, and an app's own page may lead on to another of
    its hosts. So all that is encrypted is open to this form, and the one address that is not.
    """
    parts = urlsplit(uri)
    if parts.scheme == "https":
        return "https:"
    return f"https: http://{parts.netloc}" if parts.scheme == "http" else f"https: {parts.scheme}:"


def _is_own_device(host: str) -> bool:
    """In every spelling that browsers know: `app.localhost` and `127.1`, too."""
    name = host.rstrip(".")
    if name in OWN_DEVICE or name.endswith(".localhost"):
        return True
    try:
        address = IPv6Address(name) if ":" in name else IPv4Address(inet_aton(name))
    except (OSError, ValueError):
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def _is_named(parts: SplitResult) -> bool:
    name = host_of(parts)
    return "." in name.strip(".") and not name.startswith((".", "-"))
