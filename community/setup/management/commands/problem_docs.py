from collections.abc import Iterator
from importlib import import_module
from inspect import cleandoc
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from community.kernel.errors import RuleViolation, TooMany
from community.kernel.problems import status_of

HEAD = """# Problems

Every `code` that a refusal may have, in REST with its status. GraphQL answers what was understood
with 200, whatever came of it. The page is made by `manage.py problem_docs`. Codes stay as they
are; the words may not.

| code | status | what it means |
|---|---|---|
"""
ITEMS = """

## Of one item among several

A bulk import is answered with 200 and tells what became of each item. The `problem` of one that
failed has the status 409 and one of these codes, or a code from above: 400 `invalid`, and those
of texts, titles and tags.

| code | what it means |
|---|---|
"""
# What is refused before any action is asked.
FRAMEWORK = [
    ("invalid", 400, "A field is wrong; `fields` says which."),
    ("parse_error", 400, "The body is no JSON, or nested too deep."),
    ("bad_request", 400, "The request cannot be read."),
    ("bad_query", 400, "GraphQL only: the query is malformed."),
    ("introspection_off", 400, "GraphQL only: this place does not tell its schema."),
    ("too_costly", 400, "GraphQL only: the query asks for too much."),
    ("too_deep", 400, "GraphQL only: the query is nested too deep."),
    ("too_long", 400, "GraphQL only: the query has too many bytes, words or signs."),
    ("invalid_idempotency_key", 400, "An Idempotency-Key has 1 to 255 printable characters."),
    ("invalid_token", 401, "The token is wrong, expired or revoked, or its member is kept out."),
    ("csrf", 403, "A session's request without its CSRF token."),
    ("second_factor_required", 403, "Staff need a second factor."),
    ("not_found", 404, "Not there, or not for this reader."),
    ("method_not_allowed", 405, "The address is there and does not take this method."),
    ("not_acceptable", 406, "Answers are JSON."),
    ("idempotency_key_in_use", 409, "The first request with this key is still being worked on."),
    ("length_required", 411, "The body came in chunks. Say how long it is: Content-Length."),
    ("too_large", 413, "The body is too large."),
    ("unsupported_media_type", 415, "The body is not of a type that is read here."),
    ("json_only", 415, "GraphQL only: the body is JSON."),
    ("idempotency_key_reused", 422, "The key was sent before with something else."),
    ("internal_error", 500, "Something went wrong here."),
    ("unavailable", 503, "The database is away for a moment. Nothing is lost; try again."),
]


class Command(BaseCommand):
    help = "Print docs/problems.md: every code of a refusal."

    def handle(self, **options: Any) -> None:
        import_module(settings.ROOT_URLCONF)  # and with it everything that can say no
        rows = {*((code, str(status), why) for code, status, why in FRAMEWORK), *_of_actions()}
        lines = [f"| `{code}` | {status} | {why} |" for code, status, why in sorted(rows)]
        items = [f"| `{code}` | {why} |" for code, why in sorted(_of_items())]
        self.stdout.write(HEAD + "\n".join(lines) + ITEMS + "\n".join(items))


def _of_actions() -> Iterator[tuple[str, str, str]]:
    for refusal in _below(RuleViolation):
        if "code" in vars(refusal) and not refusal.__module__.startswith("tests."):
            is_rest = not refusal.__module__.endswith(".schema")
            meaning = _meaning(refusal)
            if is_rest:
                yield refusal.code, str(status_of(refusal)), meaning
            else:
                yield refusal.code, "200", f"GraphQL only: {meaning}"


def _of_items() -> Iterator[tuple[str, str]]:
    for refusal in _below(RuleViolation):
        yield from vars(refusal).get("codes", {}).items()


def _below(kind: type[RuleViolation]) -> Iterator[type[RuleViolation]]:
    for refusal in kind.__subclasses__():
        yield refusal
        yield from _below(refusal)


def _meaning(refusal: type[RuleViolation]) -> str:
    """Its words; where they depend on the case, what its class says of itself."""
    if refusal is TooMany:
        return "Too often in too short a time."
    said: object = refusal.message
    depends = isinstance(said, property) or said == RuleViolation.message
    return cleandoc(refusal.__doc__ or "").partition("\n")[0] if depends else str(said)
