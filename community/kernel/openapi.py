"""What holds for every operation is written into the schema once, and not at each view."""

from collections import ChainMap
from collections.abc import Iterator
from typing import Any

from drf_spectacular.hooks import postprocess_schema_enums
from drf_spectacular.settings import patched_settings

from community.kernel.discovery import attributes
from community.kernel.problems import CONTENT_TYPE

Operation = dict[str, Any]

METHODS = ("get", "put", "post", "patch", "delete")
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A unique value that the client makes for each request, so that a repeated"
    " request is carried out once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}
WAIT = {
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
}
HEADERS = {
    "ETag": "The version of the representation, for `If-None-Match` and `If-Match`.",
    "Location": "The address of the resource that was created.",
    "Idempotent-Replayed": "`true` on a repeated request: this is the stored first response.",
    "RateLimit-Limit": "How many requests the caller may make in one window of time.",
    "RateLimit-Remaining": "How many requests remain in the current window.",
    "RateLimit-Reset": "Seconds until the window resets.",
    "RateLimit-Policy": "The limit, and the length of the window in seconds.",
}
SHOWN = {  # an example of each
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
    "description": "A problem document (RFC 9457). `code` is stable; the wording of `title` and"
    " `detail` may change.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {
            "type": "string",
            "format": "uri-reference",
            "description": "The address of a page about this kind of error.",
            "examples": ["/developers/problems/not_found/"],
        },
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What went wrong, for people."},
        "code": {
            "type": "string",
            "description": "The error code, for programs. It never changes.",
        },
        "fields": {
            "description": "Messages for each invalid field or parameter, nested like the request."
        },
        "version": {"type": "integer", "description": "The current version."},
        "now": {"type": "string", "description": "The text of the current version."},
        "scope": {"type": "string", "description": "The scope that the token lacks."},
        "retry_after": {"type": "integer", "description": "Seconds to wait."},
    },
}
REFUSALS = {
    "400": ("BadRequest", "The request could not be read: not JSON, not an object, not UTF-8."),
    "401": ("Unauthorized", "Authentication is required, or the token is not valid."),
    "403": ("Forbidden", "The caller, or the token's scopes, do not permit this."),
    "404": ("NotFound", "Not found, or not visible to the caller."),
    "409": ("Conflict", "A rule of the site forbids it; `code` says which."),
    "412": ("PreconditionFailed", "`If-Match` is out of date: somebody changed it meanwhile."),
    "415": ("UnsupportedMediaType", "The body has a content type that is not accepted here."),
    "422": (
        "UnprocessableContent",
        "An invalid field or parameter: see `fields`. Or a reused key.",
    ),
    "429": ("TooManyRequests", "Rate limit exceeded. `Retry-After` says how long to wait."),
    "default": ("Error", "Any other error."),
}


def name_enums(result: dict[str, Any], generator: Any, **context: Any) -> dict[str, Any]:
    """Hook: the library's own, with the names of `enum_names` in the apps' operations."""
    names = ChainMap(*attributes("operations", "enum_names"))
    with patched_settings({"ENUM_NAME_OVERRIDES": names}):
        named: dict[str, Any] = postprocess_schema_enums(result, generator, **context)  # type: ignore[no-untyped-call]
    return named


def conventions(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Hook: every operation's error responses, and the key that every POST input."""
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
        operation["responses"].setdefault("304", {"description": "Not modified."})
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
    names = {parameter["name"] for parameter in operation.get("parameters", ())}
    if "requestBody" in operation:
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
    yield from ("422", "429", "default")
