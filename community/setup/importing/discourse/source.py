"""A Discourse site: its categories, members, topics with their replies, and badges.

Files of topics alone will do; the others say more of who wrote and where. What only some could
read there stays out: private messages, whispers, restricted categories, what was removed, hidden
or unlisted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from community.discussions.models.external_ids import ExternalId
from community.setup.importing.discourse.emoji import with_emoji
from community.setup.importing.discourse.files import Json, Part, Staging, listed, number
from community.setup.importing.discourse.text import text_of
from community.setup.importing.records import (
    Complain,
    Progress,
    SourceAuthor,
    SourceBadge,
    SourceCategory,
    SourceMember,
    SourcePost,
    SourceTopic,
    Unreadable,
    Unusable,
)

SYSTEM = -1  # the number of the site's own machine
SMALL_ACTION, WHISPER = 3, 4  # types of posts
LIKE = 2  # of what people do with a post


class Discourse:
    """One site, a folder of JSON files, in folders or not."""

    def __init__(
        self, path: Path, *, site: str, url: str, complain: Complain, progress: Progress
    ) -> None:
        if not path.is_dir():
            raise Unreadable(f"{path} is not a directory")
        self.site = site
        self._folder, self._url = path, url
        self._complain, self._progress = complain, progress
        self._filled: Staging | None = None

    # What a run asks for, in this order

    def members(self) -> Iterator[SourceMember]:
        for file, said in self._staging().members():
            try:
                yield self._member(file, said)
            except Unusable as why:
                self._complain(f"{file}: {why}")

    def topics_count(self) -> int:
        return len(self._staging())

    def topics(self) -> Iterator[SourceTopic]:
        for key, file in self._staging().missing():
            self._complain(f"{file}: the posts of topic {key} are missing")
        try:
            for key, parts in self._staging().topics():
                try:
                    yield self._topic(key, parts)
                except Unusable as why:
                    self._complain(f"{parts[0].file}: {why}")
        except Unusable as why:
            raise Unreadable(f"a file changed during the import: {why}") from None

    def badges(self) -> Iterator[SourceBadge]:
        for file, said in self._staging().badges():
            try:
                yield badge_of(file, said)
            except Unusable as why:
                self._complain(f"{file}: {why}")

    def whom(self, name: str, topic: SourceTopic) -> int | None:
        """Names are one member's each there."""
        return self._staging().member_called(name)

    def notes(self) -> Iterator[str]:
        return iter(())

    # How

    def _staging(self) -> Staging:
        if self._filled is None:
            staging = Staging(self._folder)
            staging.fill(self._complain, self._progress)
            self._filled = staging
        return self._filled

    def _member(self, file: str, said: Json) -> SourceMember:
        """Raises Unusable."""
        key = number(said.get("id"))
        return SourceMember(
            key=key,
            name=words(said, "username"),
            joined_at=time(said, "created_at"),
            bio=text_of(words(said, "bio_raw"), words(said, "bio_cooked"), self._url),
            location=words(said, "location"),
            website=words(said, "website"),
            is_machine=key == SYSTEM,
            where=file,
        )

    def _topic(self, key: int, parts: Sequence[Part]) -> SourceTopic:
        """Raises Unusable."""
        about = about_topic(parts)
        category = self._category(about.get("category_id"))
        if why := why_not_topic(about):
            raise Unusable(f"topic {key} {why}")
        posts = self._used(key, parts)
        above = parents([post for _file, post in posts])
        written = [
            self._post(file, post, parent, about)
            for (file, post), parent in zip(posts, above, strict=True)
        ]
        return SourceTopic(
            key=key,
            title=with_emoji(words(about, "title")),
            posts=written,
            category=category,
            tags=tags_of(about),
            views=whole(about, "views"),
            accepted=accepted(about, [post for _file, post in posts]),
            **states_of(about, parts),
        )

    def _category(self, key: Any) -> SourceCategory | None:
        """Raises Unusable where not everybody could read it."""
        if (said := self._staging().categories.get(key)) is None:
            return None
        if said.get("read_restricted"):
            raise Unusable(f"the category {said['slug']} was restricted")
        above = self._staging().categories.get(said.get("parent_category_id") or 0, {})
        return SourceCategory(
            slug=str(said["slug"]),
            title=words(said, "name"),
            description=words(said, "description_text") or words(said, "description_excerpt"),
            parent_slug=str(above.get("slug") or ""),
            parent_title=words(above, "name"),
        )

    def _used(self, key: int, parts: Sequence[Part]) -> list[tuple[str, Json]]:
        """The posts that are brought in, in their order. Raises Unusable."""
        found: dict[int, tuple[str, Json]] = {}
        for part in parts:
            for post in listed(part.said["post_stream"], "posts"):
                if not found.get(number(post.get("id")), ("", {}))[1].get("raw"):
                    found[post["id"]] = part.file, post
        stream = {one for part in parts for one in part.said["post_stream"].get("stream") or ()}
        if missing := len(stream - found.keys()):
            self._complain(f"{parts[0].file}: {missing} posts of topic {key} are missing")
        posts = sorted(found.values(), key=lambda told: number(told[1].get("post_number")))
        if not posts or posts[0][1]["post_number"] != 1 or why_not_post(posts[0][1]):
            raise Unusable(f"the first post of topic {key} is missing or not public")
        used = []
        for file, post in posts:
            if why := why_not_post(post):
                self._complain(f"{file}: post {post['id']}: {why}")
            else:
                used.append((file, post))
        return used

    def _post(self, file: str, post: Json, parent: int | None, about: Json) -> SourcePost:
        """Raises Unusable."""
        opens = parent is None
        author = post.get("user_id")
        created_at = time(post, "created_at") or time(about, "created_at")
        if created_at is None:
            raise Unusable(f"post {post['id']} has no created_at")
        edited_at = time(post, "updated_at") if whole(post, "version") > 1 else None
        key = number(about["id"])
        slug = words(about, "slug") or "-"
        return SourcePost(
            kind=ExternalId.Kind.QUESTION if opens else ExternalId.Kind.ANSWER,
            key=key if opens else post["id"],
            where=f"{file}: post {post['id']}",
            author=SourceAuthor(
                key=author if isinstance(author, int) else None, name=words(post, "username")
            ),
            source=text_of(post.get("raw"), post.get("cooked"), self._url, listed(post, "polls")),
            created_at=created_at,
            edited_at=edited_at if edited_at and edited_at > created_at else None,
            parent=parent,
            score=likes(post),
            language=words(post, "locale") or (words(about, "locale") if opens else ""),
            url=f"{self._url}/t/{slug}/{key}/{post['post_number']}" if self._url else "",
        )


# What a topic says of itself


def about_topic(parts: Sequence[Part]) -> Json:
    """The part with a title says what the topic is; parts of nothing but posts do not."""
    about = next((part.said for part in parts if part.said.get("title")), parts[0].said)
    first = next((post for part in parts for post in listed(part.said["post_stream"], "posts")), {})
    return {"id": first.get("topic_id"), "slug": first.get("topic_slug"), **about}


def why_not_topic(about: Json) -> str:
    if about.get("archetype") == "private_message":
        return "is a private message"
    if about.get("deleted_at"):
        return "was deleted"
    return "was unlisted" if about.get("visible") is False else ""


def why_not_post(post: Json) -> str:
    if post.get("post_type") == SMALL_ACTION:
        return f"only records an action: {post.get('action_code') or 'something'}"
    if post.get("post_type") == WHISPER:
        return "whisper"
    if post.get("deleted_at") or post.get("user_deleted"):
        return "deleted"
    return "hidden" if post.get("hidden") else ""


def parents(posts: Sequence[Json]) -> list[int | None]:
    """The place of the post that each answers; none for the opening one, which answers nothing,
    and the opening one where nothing better is there.
    """
    at: dict[Any, int] = {}
    found: list[int | None] = []
    for place, post in enumerate(posts):
        found.append(at.get(post.get("reply_to_post_number"), 0) if place else None)
        at[post["post_number"]] = place
    return found


def tags_of(about: Json) -> list[str]:
    """Names, or objects that have one."""
    tags = about.get("tags")
    names = [tag.get("name") if isinstance(tag, dict) else tag for tag in tags or ()]
    return ["-".join(name.lower().split()) for name in names if isinstance(name, str)]


def accepted(about: Json, posts: Sequence[Json]) -> int | None:
    """The place of the solution, which the post knows, or the topic."""
    told = about.get("accepted_answer")
    at = told.get("post_number") if isinstance(told, dict) else None
    for place, post in enumerate(posts):
        if place and (post.get("accepted_answer") is True or post["post_number"] == at):
            return place
    return None


def states_of(about: Json, parts: Sequence[Part]) -> dict[str, Any]:
    """Since when it is closed, archived or pinned: since somebody did so, else the last post."""
    posts = [post for part in parts for post in listed(part.said["post_stream"], "posts")]
    written = [since for post in posts if (since := time(post, "created_at"))]
    last = time(about, "last_posted_at") or max(written, default=None)
    done = {post.get("action_code"): time(post, "created_at") for post in posts}
    closed = done.get("closed.enabled") or done.get("autoclosed.enabled") or last
    return {
        "closed_at": closed if about.get("closed") else None,
        "archived_at": (done.get("archived.enabled") or last) if about.get("archived") else None,
        "pinned_at": time(about, "pinned_at"),
        "pinned_until": time(about, "pinned_until"),
        "is_pinned_everywhere": bool(about.get("pinned_globally")),
    }


def likes(post: Json) -> int:
    counts = [
        whole(act, "count") for act in listed(post, "actions_summary") if act.get("id") == LIKE
    ]
    return max([whole(post, "like_count"), *counts])


def badge_of(file: str, said: Json) -> SourceBadge:
    """Raises Unusable."""
    kind = said.get("badge") or {}
    given_at = time(said, "granted_at")
    if not words(kind, "name") or given_at is None:
        raise Unusable(f"badge {said.get('id')} has no name or date")
    return SourceBadge(
        key=number(said.get("id")),
        member_key=number(said.get("user_id")),
        name=words(kind, "name"),
        level=whole(kind, "badge_type_id") or 3,
        given_at=given_at,
        where=file,
    )


# Values


def words(said: Json, name: str) -> str:
    value = said.get(name)
    return value if isinstance(value, str) else ""


def whole(said: Json, name: str) -> int:
    value = said.get(name)
    return value if isinstance(value, int) else 0


def time(said: Json, name: str) -> datetime | None:
    """Raises Unusable where there is something that is no date."""
    if not (value := words(said, name)):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise Unusable(f"{name} is not a date: {value[:30]}") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
