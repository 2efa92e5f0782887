"""Every kind of error that REST and GraphQL can answer with: what it means and what to do.

docs/problems.md lists them, and each has a page, to which `type` of a problem document leads. It is
a reference for programmers, in English.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from inspect import cleandoc
from typing import Any

from community.kernel.errors import RuleViolation, TooMany
from community.kernel.languages import Text
from community.kernel.problem_titles import title_of
from community.kernel.problems import address_of, status_of
from community.kernel.text import in_english

# What is refused before any action is asked.
OF_REQUESTS = [
    ("invalid", 422, "Some fields or query parameters are not valid: see fields in the response."),
    ("parse_error", 400, "The body is not a JSON object, or is nested too deeply."),
    ("bad_request", 400, "The request could not be read: it is not UTF-8, or a header is broken."),
    ("invalid_idempotency_key", 400, "An Idempotency-Key has 1 to 255 printable characters."),
    ("invalid_token", 401, "The token is unknown, expired or revoked."),
    ("account_suspended", 401, "The token is valid, and its member is suspended."),
    ("csrf", 403, "A request with a session cookie needs a valid CSRF token."),
    ("second_factor_required", 403, "Staff must set up two-factor authentication first."),
    ("not_found", 404, "It does not exist, or you may not see it."),
    ("method_not_allowed", 405, "This address does not support this method."),
    ("not_acceptable", 406, "Responses are JSON only."),
    ("idempotency_key_in_use", 409, "The first request with this key is still being processed."),
    ("length_required", 411, "The request has no Content-Length. Chunked bodies are not read."),
    ("too_large", 413, "The body is too large."),
    ("unsupported_media_type", 415, "The body has a content type that is not accepted here."),
    ("idempotency_key_reused", 422, "This Idempotency-Key was used for a different request."),
    ("internal_error", 500, "An unexpected error on the server."),
    ("unavailable", 503, "The database is temporarily unavailable. Nothing was lost."),
]  # fmt: skip
OF_GRAPHQL = [
    ("bad_query", 400, "The query is not valid: syntax, unknown fields or arguments."),
    ("introspection_off", 400, "Introspection is turned off on this site."),
    ("too_costly", 400, "The query asks for too much."),
    ("too_deep", 400, "The query is nested too deeply."),
    ("too_long", 400, "The query has too many bytes, characters or tokens."),
    ("json_only", 415, "Send a POST request with Content-Type: application/json."),
]
ADVICE = {
    400: "Correct the request: a JSON object in UTF-8 with Content-Type: application/json.",
    401: "Send a valid token as Authorization: Bearer …, or sign in.",
    403: "Use an account or a token that has the permission. Repeating the request does not help.",
    404: "Check the address and the id. What you may not see looks the same as what is not there.",
    409: "Change what the message names, and send the request again.",
    412: "Read the resource again, merge your change into it, and send it with the new ETag.",
    422: "Correct the fields or parameters that fields names, and send the request again.",
    429: "Wait for the seconds in Retry-After, then send the same request again.",
    500: "Send the request again later. Tell the operators the X-Request-ID of the response.",
    503: "Wait for the seconds in Retry-After, then send the same request again.",
}
FOR_QUERIES = "Change the query as the message says, and send it again."
OF_CODES = {
    "csrf": "Send the CSRF cookie's value as X-CSRFToken, or use a token instead of a session.",
    "idempotency_key_in_use": "Wait a moment, then send the same request again.",
    "idempotency_key_reused": "Use a new key for each different request.",
    "import_is_running": "Wait until the other import has finished, then send the request again.",
    "insufficient_scope": "Create a token that has the scope in scope.",
    "method_not_allowed": "Use a method that the Allow header names.",
    "not_acceptable": "Send Accept: application/json, or leave the header out.",
    "length_required": "Send the body with a Content-Length.",
    "session_only": "Do it on the website, signed in with a browser.",
    "too_costly": "Ask for fewer rows or fields, or split the query.",
    "too_deep": "Nest less.",
    "too_large": "Send less at once.",
    "unsupported_media_type": "Send application/json; files as multipart/form-data.",
}  # fmt: skip


@dataclass(frozen=True, order=True)
class ProblemType:
    """One meaning of a code: a code may have several, with one title."""

    code: str
    status: int
    meaning: str
    is_graphql_only: bool = False
    is_of_items: bool = False

    @property
    def title(self) -> str:
        return in_english(title_of(self.code))

    @property
    def advice(self) -> str:
        if self.code in OF_CODES:
            return OF_CODES[self.code]
        return FOR_QUERIES if self.is_graphql_only else ADVICE.get(self.status, ADVICE[409])

    @property
    def example(self) -> dict[str, Any]:
        """As it is answered; GraphQL has the code in `extensions`."""
        if self.is_graphql_only:
            return {"errors": [{"message": self.meaning, "extensions": {"code": self.code}}]}
        return {
            "type": address_of(self.code),
            "title": self.title,
            "status": self.status,
            "detail": self.meaning,
            "code": self.code,
        }

    @property
    def example_text(self) -> str:
        return json.dumps(self.example, indent=2)


def problem_types() -> list[ProblemType]:
    """All of them, by code: of whatever is imported by now, which for a server is everything."""
    requests = (ProblemType(*told) for told in OF_REQUESTS)
    graphql = (ProblemType(*told, is_graphql_only=True) for told in OF_GRAPHQL)
    return sorted({*requests, *graphql, *_of_actions(), *_of_items()})


def _of_actions() -> Iterator[ProblemType]:
    for refusal in _below(RuleViolation):
        if "code" in vars(refusal) and not refusal.__module__.startswith("tests."):
            is_graphql = refusal.__module__.endswith(".schema")
            status = 200 if is_graphql else status_of(refusal)
            yield ProblemType(refusal.code, status, _meaning(refusal), is_graphql_only=is_graphql)


def _of_items() -> Iterator[ProblemType]:
    for refusal in _below(RuleViolation):
        for code, meaning in vars(refusal).get("codes", {}).items():
            told = in_english(meaning)
            yield ProblemType(code, status_of(refusal), told, is_of_items=True)


def _below(kind: type[RuleViolation]) -> Iterator[type[RuleViolation]]:
    for refusal in kind.__subclasses__():
        yield refusal
        yield from _below(refusal)


def _meaning(refusal: type[RuleViolation]) -> str:
    """Its message; where that depends on the case, what its class says of itself."""
    if refusal is TooMany:
        return "Too many requests in a short time."
    said: Text | property = refusal.message
    if isinstance(said, property) or said is RuleViolation.message:
        return cleandoc(refusal.__doc__ or "").partition("\n")[0]
    return in_english(said)
