"""Secrets of apps: long, random, known by their beginning, and kept only as what they hash to."""

import hashlib
import secrets
import string
from typing import Any

from django.utils.crypto import salted_hmac

SIGNS = string.ascii_letters + string.digits  # a double click selects all of it
LENGTH = 40
ACCESS, REFRESH, CLIENT = "cat_", "crt_", "ccs_"  # by which scanners know what was published


def access_token(request: Any = None) -> str:
    return _renewed(ACCESS, request) or _made(ACCESS)


def refresh_token(request: Any = None) -> str:
    return _renewed(REFRESH, request) or _made(REFRESH)


def client_secret() -> str:
    return _made(CLIENT)


def hashed(secret: str) -> str:
    """Nobody guesses 238 bits, so a fast hash is as good as a slow one, and one query finds it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _renewed(prefix: str, request: Any) -> str:
    """What follows a refresh token: the same however often it is asked for with the same scope, so
    that two answers at once are one. Nobody finds it without our key and the token before."""
    token = getattr(request, "refresh_token_instance", None)
    if token is None:
        return ""
    scope = " ".join(request.scopes)
    told = f"{prefix} {request.refresh_token} {scope} {token.renewal(scope)}"
    number = int.from_bytes(salted_hmac(__name__, told, algorithm="sha256").digest())
    signs = []
    for _ in range(LENGTH):
        number, sign = divmod(number, len(SIGNS))
        signs.append(SIGNS[sign])
    return prefix + "".join(signs)


def _made(prefix: str) -> str:
    return prefix + "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
