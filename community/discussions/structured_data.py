"""What search engines read of a thread: who asked what, and who answered what, as one JSON.

The words are those of schema.org, chosen as its readers ask for them: DiscussionForumPosting with
comments nested under what they answer, QAPage for a question with answers, BreadcrumbList.
"""

import json
import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from community.accounts.models import User
from community.discussions.kinds import kind_of
from community.discussions.models import Post, Thread
from community.kernel.export import origin, plain_text

Node = dict[str, Any]

LONGEST = 5_000  # characters of one post

# A data block is not executed, but nothing in it may end it either.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@dataclass(frozen=True)
class Head:
    """What is said of the thread itself. Whoever keeps the JSON keeps it for one such head: it may
    change while the posts do not. The number of views, which changes most often, is put in last."""

    origin: str  # https://example.org
    url: str
    title: str
    replies: int
    lists: tuple[str, str] | None  # title and address
    container: tuple[str, str] | None
    asks: bool  # whether answers are asked for here


def head_of(request: HttpRequest, thread: Thread) -> Head:
    kind = kind_of(thread)
    lists, place, here = kind.lists, kind.container(thread), origin(request)
    return Head(
        origin=here,
        url=here + kind.url(thread),
        title=thread.title,
        replies=thread.replies_count,
        lists=(str(lists.title), here + lists.url("latest")) if lists.namespace else None,
        container=(place.title, here + place.get_absolute_url()) if place else None,
        asks=lists.has_solutions and (place is None or place.has_solutions),
    )


@dataclass(frozen=True)
class Seen:
    """What stands on the page: `opening` may stand on an earlier one, and the answer anywhere."""

    opening: Post
    posts: Sequence[Post]
    solution: Post | None
    is_first: bool


def parts_of(head: Head, seen: Seen) -> list[str]:
    """The JSON for a thread's page, fit to stand inside a script element, as the parts between
    which the number of its views belongs: `str(views).join(parts)`."""
    about, views = _Words(head, seen), secrets.token_hex(16)
    graph = [
        about.question() if about.is_question else about.discussion(views),
        about.breadcrumbs(),
    ]
    told = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    return told.translate(_ESCAPES).split(f'"{views}"')


class _Words:
    def __init__(self, head: Head, seen: Seen) -> None:
        self.head, self.seen = head, seen
        replies = [post for post in seen.posts if post.is_live and not post.opens_thread]
        here = {post.pk for post in replies}
        # By the reply on this page that they answer; none for what answers the opening post.
        self.below: dict[int | None, list[Post]] = defaultdict(list)
        for post in replies:
            self.below[post.parent_id if post.parent_id in here else None].append(post)

    @property
    def is_question(self) -> bool:
        """Where answers are asked for and there are some; later pages only repeat the question."""
        answers = self.seen.solution or self.below
        return bool(self.head.asks and self.seen.is_first and answers)

    def discussion(self, views: str) -> Node:
        comments, container = self.head.replies, self.head.container
        return {
            "@type": "DiscussionForumPosting",
            "@id": self.head.url,
            "headline": self.head.title,
            **self._post(self.seen.opening, self.head.url),
            "commentCount": comments,
            "interactionStatistic": [
                _counted("LikeAction", self.seen.opening.likes_count),
                _interaction("ViewAction", views),
                _counted("CommentAction", comments),
            ],
            **({"isPartOf": _place(*container)} if container else {}),
            "comment": self._comments(None),
        }

    def question(self) -> Node:
        solution = self.seen.solution
        direct = self.below.get(None, [])
        suggested = [post for post in direct if not solution or post.pk != solution.pk]
        entity = {
            "@type": "Question",
            "@id": self.head.url,
            "name": self.head.title,
            **self._post(self.seen.opening, self.head.url),
            "answerCount": self.head.replies,
            "upvoteCount": max(self.seen.opening.likes_count, 0),
            "suggestedAnswer": [self._answer(post) for post in suggested],
        }
        if solution:
            entity["acceptedAnswer"] = self._answer(solution)
        return {"@type": "QAPage", "url": self.head.url, "mainEntity": entity}

    def breadcrumbs(self) -> Node:
        steps = [self.head.lists, self.head.container, (self.head.title, self.head.url)]
        items = [
            {"@type": "ListItem", "position": at, "name": name, "item": item}
            for at, (name, item) in enumerate((step for step in steps if step), 1)
        ]
        return {"@type": "BreadcrumbList", "itemListElement": items}

    def _comments(self, above: int | None) -> list[Node]:
        return [
            {
                "@type": "Comment",
                **self._post(post, self._link(post)),
                "interactionStatistic": [_counted("LikeAction", post.likes_count)],
                **({"comment": self._comments(post.pk)} if post.pk in self.below else {}),
            }
            for post in self.below.get(above, [])
        ]

    def _answer(self, post: Post) -> Node:
        comments = self._comments(post.pk)
        return {
            "@type": "Answer",
            **self._post(post, self._link(post)),
            "upvoteCount": max(post.likes_count, 0),
            **({"comment": comments} if comments else {}),
        }

    def _post(self, post: Post, url: str) -> Node:
        language = {"inLanguage": post.language} if post.language else {}
        edited = {"dateModified": post.edited_at.isoformat()} if post.edited_at else {}
        return {
            "url": url,
            "text": plain_text(post.html, LONGEST),
            **language,
            "author": self._person(post.author),
            "datePublished": post.created_at.isoformat(),
            **edited,
        }

    def _link(self, post: Post) -> str:
        return f"{self.head.url}{post.number}/"

    def _person(self, person: User) -> Node:
        """Whoever stands for people who have no account has no page."""
        page = {"url": self.head.origin + person.get_absolute_url()} if person.has_page else {}
        return {"@type": "Person", "name": person.username, **page}


def _place(title: str, url: str) -> Node:
    return {"@type": "CollectionPage", "name": title, "url": url}


def _counted(what: str, count: int) -> Node:
    """A score that was brought along may be below zero; a count is not."""
    return _interaction(what, max(count, 0))


def _interaction(what: str, count: int | str) -> Node:
    return {
        "@type": "InteractionCounter",
        "interactionType": f"https://schema.org/{what}",
        "userInteractionCount": count,
    }
