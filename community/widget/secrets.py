"""The secrets of a site: one, or two while it is rotated. Encrypted in its row."""

import hashlib
import json
import secrets
from collections.abc import Sequence

from community.kernel.encryption import decrypt, encrypt
from community.widget.models import WidgetSite


def new_secret() -> str:
    return f"wsk_{secrets.token_urlsafe(32)}"


def sealed(kept: Sequence[str]) -> bytes:
    """As the row keeps them, the newest first."""
    return encrypt(json.dumps(list(kept)).encode())


def secrets_of(site: WidgetSite) -> list[str]:
    """The valid secrets, the newest first."""
    return [str(one) for one in json.loads(decrypt(bytes(site.secrets)))]


def mark_of(secret: str) -> str:
    """What says which secret it was, and nothing else about it."""
    return hashlib.sha256(secret.encode()).hexdigest()[:16]
