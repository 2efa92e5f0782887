"""Secrets of apps: long, random, known by their beginning, and kept only as what they hash to."""

import hashlib
import secrets
import string
from typing import Any

SIGNS = string.ascii_letters + string.digits  # a double click selects all of it
ACCESS, REFRESH, CLIENT = "cat_", "crt_", "ccs_"  # by which scanners know what was published


def access_token(_: Any = None) -> str:
    return _made(ACCESS)


def refresh_token(_: Any = None) -> str:
    return _made(REFRESH)


def client_secret() -> str:
    return _made(CLIENT)


def hashed(secret: str) -> str:
    """Nobody guesses 238 bits, so a fast hash is as good as a slow one, and one query finds it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _made(prefix: str) -> str:
    return prefix + "".join(secrets.choice(SIGNS) for _ in range(40))
