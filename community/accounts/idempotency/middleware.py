"""Middleware for every POST with an Idempotency-Key, whichever view answers it."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext

from community.accounts.http import MemberRequest
from community.accounts.idempotency.actions import KeyInUse, KeyReused, claim_key, keep_answer
from community.accounts.models import IdempotencyRecord
from community.accounts.models.idempotency import LONGEST_KEY
from community.kernel import formats
from community.kernel.accepted import WaitsForApproval
from community.kernel.encryption import decrypt
from community.kernel.problems import GRAPHQL, noted_refusal, to_program
from community.kernel.scopes import access_of

Handler = Callable[[HttpRequest], HttpResponse]

HEADER = "Idempotency-Key"
PLACES = ("/api/v1/", GRAPHQL)


def idempotency(get_response: Handler) -> Handler:
    """Middleware: the request, what it changes and its answer are one transaction.

    A refusal undoes all of it and is not kept, so the next try is a first one.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        key = request.headers.get(HEADER)
        if key is None or request.method != "POST" or not request.path.startswith(PLACES):
            return get_response(request)
        if not request.user.is_authenticated or _only_reads(request):  # nothing is changed
            return get_response(request)
        if not (key.isprintable() and 0 < len(key) <= LONGEST_KEY):
            why = ngettext(
                "%(header)s must have %(count)s printable character.",
                "%(header)s must have 1 to %(count)s printable characters.",
                LONGEST_KEY,
            ) % {
                "header": HEADER,
                "count": formats.number(LONGEST_KEY),
            }
            return to_program(request, 400, "invalid_idempotency_key", why)
        try:
            return _once(request, key, get_response)  # type: ignore[arg-type]
        except KeyReused:
            why = gettext("This %(header)s was already used with a different request.") % {
                "header": HEADER
            }
            return to_program(request, 422, "idempotency_key_reused", why)
        except KeyInUse:
            why = gettext("The first request with this %(header)s is still in progress.") % {
                "header": HEADER
            }
            return to_program(request, 409, "idempotency_key_in_use", why, retry_after=5)

    return middleware


def _only_reads(request: HttpRequest) -> bool:
    """What changes something in GraphQL says so by this word; long answers need not be kept.

    It is looked for in what the JSON says, where each of its letters may be written as a number.
    """
    if not request.path.startswith(GRAPHQL):
        return False
    try:
        query = json.loads(request.body.decode())["query"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return True  # nobody can read it
    return not isinstance(query, str) or "mutation" not in query


def _once(request: MemberRequest, key: str, get_response: Handler) -> HttpResponse:
    caller, fingerprint = _caller(request), _fingerprint(request)
    with transaction.atomic():
        record = claim_key(key=key, caller=caller, fingerprint=fingerprint, by=request.user)
        if record.status:
            return _replayed(record)
        response = get_response(request)
        if _is_refusal(request, response):
            transaction.set_rollback(True)
        else:
            keep_answer(record=record, answer=response)
    return response


def _is_refusal(request: HttpRequest, response: HttpResponse) -> bool:
    """GraphQL may refuse a part and answer the rest: all of it is undone, so none is told.

    A no that is told as data stays as it is where nothing else was asked for. What waits for
    approval is told as an error, and is kept: that is none.
    """
    if response.status_code >= 400:
        return True
    if not request.path.startswith(GRAPHQL):
        return False
    answer = json.loads(response.content)
    told = answer.get("errors", [])
    wrong = [error for error in told if error["extensions"]["code"] != WaitsForApproval.code]
    if not wrong:
        noted = noted_refusal(request)
        if noted is None or (not told and _changes(answer["data"]) == 1):
            return noted is not None
        wrong = [{"message": noted["detail"], "extensions": {"code": noted["code"]}}]
    response.content = json.dumps({**answer, "errors": wrong, "data": None}).encode()
    return True


def _changes(data: dict[str, Any]) -> int:
    """How many mutations were answered: each stands in the namespace that it is of."""
    parts = [part for part in data.values() if isinstance(part, dict)]
    return sum(name != "__typename" for part in parts for name in part)


def _caller(request: MemberRequest) -> str:
    """Whose key it is. All tokens that an app has for a member are one, and each browser is one:
    what is told to who has just proven who they are, is for no other session of theirs."""
    access = access_of(request)
    if access is not None:
        return access.key
    session = hashlib.sha256((request.session.session_key or "").encode())
    return f"session:{session.hexdigest()[:48]}"


def _replayed(record: IdempotencyRecord) -> HttpResponse:
    response = HttpResponse(decrypt(bytes(record.body)), status=record.status)
    for name, value in record.headers.items():
        response[name] = value
    response["Idempotent-Replayed"] = "true"
    return response


def _fingerprint(request: HttpRequest) -> str:
    """Of all that was sent, and of what its sender may do: a lesser token hears nothing."""
    access = access_of(request)
    parts: list[Any] = [request.method, request.get_full_path(), request.content_type]
    parts.append(sorted(access.scopes) if access else None)
    if request.content_type == "multipart/form-data":  # whose boundaries are new each time
        parts.append(sorted(request.POST.lists()))
        files = sorted(request.FILES.lists())
        parts.append([(name, [_digest(file) for file in given]) for name, given in files])
    else:
        parts.append(hashlib.sha256(request.body).hexdigest())
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _digest(file: Any) -> tuple[str | None, str]:
    content = hashlib.sha256()
    for chunk in file.chunks():
        content.update(chunk)
    file.seek(0)
    return file.name, content.hexdigest()
