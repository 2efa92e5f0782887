"""What search engines read of a thread: who asked what, and who answered what, as one JSON.

The words are those of schema.org, chosen as its readers ask for them: DiscussionForumPosting with
comments nested under what they answer, QAPage for a question with answers, BreadcrumbList.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from community.accounts.models import User
from community.discussions.kinds import kind_of
from community.discussions.models import Container, Post, Thread
from community.kernel.export import absolute, plain_text

Node = dict[str, Any]

LONGEST = 5_000  # characters of one post

# A data block is not executed, but nothing in it may end it either.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@dataclass(frozen=True)
class Seen:
    """What stands on the page: `opening` may stand on an earlier one, and the answer anywhere."""

    thread: Thread
    opening: Post
    posts: Sequence[Post]
    solution: Post | None
    is_first: bool


def of_thread(request: HttpRequest, seen: Seen) -> str:
    """The JSON for a thread's page, fit to stand inside a script element."""
    about = _Words(request, seen)
    graph = [about.question() if about.is_question else about.discussion(), about.breadcrumbs()]
    told = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    return told.translate(_ESCAPES)


class _Words:
    def __init__(self, request: HttpRequest, seen: Seen) -> None:
        self.request, self.seen, self.thread = request, seen, seen.thread
        self.kind = kind_of(seen.thread)
        self.container = self.kind.container(seen.thread)
        self.url = absolute(request, self.kind.url(self.thread))
        self.replies = [post for post in seen.posts if post.is_live and not post.opens_thread]

    @property
    def is_question(self) -> bool:
        """Where answers are asked for and there are some; later pages only repeat the question."""
        asks = self.kind.lists.has_solutions and (
            self.container is None or self.container.has_solutions
        )
        answers = self.seen.solution or self.replies
        return bool(asks and self.seen.is_first and answers)

    def discussion(self) -> Node:
        views, comments = self.thread.views_count, self.thread.replies_count
        return {
            "@type": "DiscussionForumPosting",
            "@id": self.url,
            "headline": self.thread.title,
            **self._post(self.seen.opening, self.url),
            "commentCount": comments,
            "interactionStatistic": [
                _counted("LikeAction", self.seen.opening.likes_count),
                _counted("ViewAction", views),
                _counted("CommentAction", comments),
            ],
            **({"isPartOf": self._place(self.container)} if self.container else {}),
            "comment": self._comments(self.replies, above=None),
        }

    def question(self) -> Node:
        solution = self.seen.solution
        direct = [post for post in self.replies if self._above(post) is None]
        suggested = [post for post in direct if not solution or post.pk != solution.pk]
        entity = {
            "@type": "Question",
            "@id": self.url,
            "name": self.thread.title,
            **self._post(self.seen.opening, self.url),
            "answerCount": self.thread.replies_count,
            "upvoteCount": max(self.seen.opening.likes_count, 0),
            "suggestedAnswer": [self._answer(post) for post in suggested],
        }
        if solution:
            entity["acceptedAnswer"] = self._answer(solution)
        return {"@type": "QAPage", "url": self.url, "mainEntity": entity}

    def breadcrumbs(self) -> Node:
        lists, place = self.kind.lists, self.container
        steps = [(self.thread.title, self.url)]
        if place:
            steps.insert(0, (place.title, absolute(self.request, place.get_absolute_url())))
        if lists.namespace:
            steps.insert(0, (lists.title, absolute(self.request, lists.url("latest"))))
        items = [
            {"@type": "ListItem", "position": at, "name": name, "item": item}
            for at, (name, item) in enumerate(steps, 1)
        ]
        return {"@type": "BreadcrumbList", "itemListElement": items}

    def _place(self, place: Container) -> Node:
        url = absolute(self.request, place.get_absolute_url())
        return {"@type": "CollectionPage", "name": place.title, "url": url}

    def _above(self, post: Post) -> int | None:
        """The reply on this page that it answers; none for what answers the opening post."""
        here = {reply.pk for reply in self.replies}
        return post.parent_id if post.parent_id in here else None

    def _comments(self, among: Iterable[Post], above: int | None) -> list[Node]:
        below: dict[int | None, list[Post]] = {}
        for post in among:
            below.setdefault(self._above(post), []).append(post)

        def nested(parent: int | None) -> list[Node]:
            return [
                {
                    "@type": "Comment",
                    **self._post(post, self._link(post)),
                    "interactionStatistic": [_counted("LikeAction", post.likes_count)],
                    **({"comment": nested(post.pk)} if post.pk in below else {}),
                }
                for post in below.get(parent, [])
            ]

        return nested(above)

    def _answer(self, post: Post) -> Node:
        comments = self._comments(self.replies, above=post.pk)
        return {
            "@type": "Answer",
            **self._post(post, self._link(post)),
            "upvoteCount": max(post.likes_count, 0),
            **({"comment": comments} if comments else {}),
        }

    def _post(self, post: Post, url: str) -> Node:
        edited = {"dateModified": post.edited_at.isoformat()} if post.edited_at else {}
        return {
            "url": url,
            "text": plain_text(post.html, LONGEST),
            "author": self._person(post.author),
            "datePublished": post.created_at.isoformat(),
            **edited,
        }

    def _link(self, post: Post) -> str:
        return f"{self.url}{post.number}/"

    def _person(self, person: User) -> Node:
        """Whoever stands for people who have no account has no page."""
        url = absolute(self.request, person.get_absolute_url())
        page = {"url": url} if person.has_page else {}
        return {"@type": "Person", "name": person.username, **page}


def _counted(what: str, count: int) -> Node:
    """A score that was brought along may be below zero; a count is not."""
    return {
        "@type": "InteractionCounter",
        "interactionType": f"https://schema.org/{what}",
        "userInteractionCount": max(count, 0),
    }
