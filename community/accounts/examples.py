"""Members by way of example."""

from typing import Any

from community.kernel.examples import example, page_of, tag

tag("accounts", "Members, oneself, one's sessions and tokens, invitations, groups.")
tag("groups", "Groups of members, and who is in them.")
tag("me", "Oneself: profile, picture, name, invitations, sessions, tokens.")
tag("members", "Other members.")

MEMBER: dict[str, Any] = {
    "id": 7,
    "username": "mira",
    "trust_level": 2,
    "reputation": 318,
    "title": "",
    "avatar_url": "",
    "date_joined": "2025-11-04T17:20:11Z",
}

example("GET members/", "A page of members, by id", answer=page_of(MEMBER))
