"""Members by way of example."""

from typing import Any

from community.kernel.examples import example, page_of, tag

tag("accounts", "Members, the caller's own account, invitations and groups.")
tag("security", "The caller's own sessions, tokens and apps.")

MEMBER: dict[str, Any] = {
    "id": 7,
    "username": "mira",
    "trust_level": 2,
    "reputation": 318,
    "title": "",
    "badges": ["Student", "Teacher"],
    "avatar_url": "",
    "date_joined": "2025-11-04T17:20:11Z",
    "updated_at": "2026-02-20T08:05:40.730000Z",
}

example("GET members/", "A page of members, by id", answer=page_of(MEMBER))
