"""What holds for every operation is written into the schema once, and not at each view."""

from collections.abc import Iterator
from typing import Any

from community.kernel.problems import CONTENT_TYPE

Operation = dict[str, Any]

METHODS = ("get", "put", "post", "patch", "delete")
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Any text of your own: the same request sent again with it is done once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}
WAIT = {
    "Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}},
}
HEADERS = {
    "ETag": "What `If-None-Match` and `If-Match` speak of.",
    "Location": "Where what was made is shown by itself, where it is.",
    "Idempotent-Replayed": "`true`: this is the answer to the first request with the key.",
    "RateLimit-Limit": "How many requests of the caller are answered in a window of time.",
    "RateLimit-Remaining": "How many more, before the window ends.",
    "RateLimit-Reset": "Seconds until it ends.",
    "RateLimit-Policy": "The limit, and how many seconds a window has.",
}
SHOWN = {  # what they look like
    "ETag": '"4-2c6a47d0bc0c50c2"',
    "Location": "https://forum.example/api/v1/topics/42/",
    "Idempotent-Replayed": "true",
    "RateLimit-Limit": 600,
    "RateLimit-Remaining": 599,
    "RateLimit-Reset": 42,
    "RateLimit-Policy": "600;w=60",
}
OF_LIMITS = [name for name in HEADERS if name.startswith("RateLimit-")]
PROBLEM = {
    "type": "object",
    "description": "Why the answer is no (RFC 9457). Codes stay as they are; the words may not.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "For people."},
        "code": {"type": "string", "description": "For programs."},
        "fields": {"description": "What is wrong with which field, nested as what was sent."},
        "version": {"type": "integer", "description": "Which version is there now."},
        "now": {"type": "string", "description": "What that version says."},
        "scope": {"type": "string", "description": "Which scope the token lacks."},
        "retry_after": {"type": "integer", "description": "Seconds to wait."},
    },
}
REFUSALS = {
    "400": ("Malformed", "It cannot be read, or a field is wrong."),
    "401": ("NotSignedIn", "It takes a session or a token."),
    "403": ("Denied", "Not this person, not here, or not with this token."),
    "404": ("NotThere", "Not there, or not for this reader."),
    "409": ("Conflict", "A rule forbids it."),
    "412": ("Stale", "Somebody else was faster."),
    "415": ("UnsupportedMedia", "It was sent as something else than what is read here."),
    "422": ("KeyReused", "The Idempotency-Key was sent before with something else."),
    "429": ("TooMany", "Too often."),
    "default": ("Refused", "Anything else that is not possible."),
}


def conventions(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Hook: every operation's refusals, and the key that every POST takes."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    components["headers"] = dict(_headers())
    components["responses"] = dict(_components())
    for path, methods in result["paths"].items():
        for method in METHODS:
            if operation := methods.get(method):
                _complete(operation, method, path)
                _close(operation, components["schemas"])
    return result


def _headers() -> Iterator[tuple[str, Operation]]:
    for name, description in HEADERS.items():
        shown = SHOWN[name]
        kind = "integer" if isinstance(shown, int) else "string"
        yield name, {"description": description, "schema": {"type": kind}, "example": shown}


def _told_in(*names: str) -> Operation:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _close(operation: Operation, schemas: dict[str, Any]) -> None:
    """A body that has another field is refused."""
    for content in operation.get("requestBody", {}).get("content", {}).values():
        name = content["schema"].get("$ref", "").rpartition("/")[2]
        schemas[name]["additionalProperties"] = False


def _components() -> Iterator[tuple[str, Operation]]:
    schema = {"$ref": "#/components/schemas/Problem"}
    for status, (name, description) in REFUSALS.items():
        content = {CONTENT_TYPE: {"schema": schema}}
        headers = _told_in(*OF_LIMITS) | (WAIT if status == "429" else {})
        yield name, {"description": description, "headers": headers, "content": content}


def _complete(operation: Operation, method: str, path: str) -> None:
    if method == "post":
        operation.setdefault("parameters", []).append(IDEMPOTENCY_KEY)
    if any(parameter["name"] == "If-None-Match" for parameter in operation.get("parameters", ())):
        operation["responses"].setdefault("304", {"description": "It is as you know it."})
    for status, response in operation["responses"].items():
        more = ["ETag"] if status != "204" else []
        more += ["Location"] if status == "201" else []
        more += ["Idempotent-Replayed"] if method == "post" else []
        response["headers"] = _told_in(*more, *OF_LIMITS)
    for status in _statuses(operation, method, path):
        name = REFUSALS[status][0]
        refusal = {"$ref": f"#/components/responses/{name}"}
        operation["responses"].setdefault(status, refusal)


def _statuses(operation: Operation, method: str, path: str) -> Iterator[str]:
    places = {parameter["in"] for parameter in operation.get("parameters", ())}
    names = {parameter["name"] for parameter in operation.get("parameters", ())}
    if "query" in places or "requestBody" in operation:
        yield "400"
    yield from ("401", "403")
    if "{" in path or "cursor" in names:
        yield "404"
    if method != "get":
        yield "409"
    if "If-Match" in names:
        yield "412"
    if "requestBody" in operation:
        yield "415"
    if method == "post":
        yield "422"
    yield from ("429", "default")
