"""Encrypting what must be read again, with this installation's own keys."""

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


def encrypt(plain: bytes) -> bytes:
    """With the first key."""
    return _cipher(tuple(settings.ENCRYPTION_KEYS)).encrypt(plain)


def decrypt(encrypted: bytes) -> bytes:
    """With whichever key it was. Raises InvalidToken."""
    return _cipher(tuple(settings.ENCRYPTION_KEYS)).decrypt(encrypted)


@cache
def _cipher(keys: tuple[str, ...]) -> "MultiFernet":
    from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415 - 8 MB

    return MultiFernet(
        Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest())) for key in keys
    )
