"""Atom feeds of what everybody may read: the same for a feed reader and for a member's browser."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import http_date
from django.utils.translation import gettext
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from community.accounts.models import User
from community.accounts.people.queries import member_named
from community.discussions.channels import lists_channel, thread_channel
from community.discussions.kinds import Lists, kind_named, kind_of
from community.discussions.models import Container, Post, Tag, Thread
from community.kernel.export import absolute, for_feeds, origin, plain_text, xml_text
from community.kernel.text import fold
from community.kernel.text import slug as slug_of
from community.live.pages import for_visitors

MOST = 30  # entries
ATOM = "http://www.w3.org/2005/Atom"
NOBODY = AnonymousUser()


@dataclass(frozen=True)
class Entry:
    """A post as a feed shows it: a thread by its opening post, or a reply."""

    post: Post
    title: str
    language: str  # of the title
    path: str
    categories: tuple[str, ...] = ()

    @property
    def updated(self) -> datetime:
        return self.post.edited_at or self.post.created_at


@for_visitors(lambda kind: [lists_channel()])
@require_safe
def latest(request: HttpRequest, kind: str) -> HttpResponse:
    """Threads of a kind by newest activity."""
    lists = kind_named(kind).lists
    path, rows = lists.url("latest"), _threads(_public(kind))
    return _feed(request, _name(lists, "latest"), str(lists.feed_title), path, rows)


@for_visitors(lambda kind, slug, pk: [lists_channel()])
@require_safe
def container(request: HttpRequest, kind: str, slug: str, pk: int) -> HttpResponse:
    lists = kind_named(kind).lists
    containers = Container.objects.filter(kind=lists.container_kind).visible_to(NOBODY)
    found = get_object_or_404(containers, pk=pk)
    if slug != found.slug:
        return redirect(lists.url("container_feed", found.slug, pk))
    rows = _public(kind).filter(container_id=pk)
    name = f"{lists.container_label}.{pk}"
    return _feed(request, name, found.title, found.get_absolute_url(), _threads(rows))


@for_visitors(lambda kind, name: [lists_channel()])
@require_safe
def tag(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Threads with that tag; a tag that only private threads have is none here."""
    lists = kind_named(kind).lists
    tags = Tag.objects.select_related("synonym_of")
    found = get_object_or_404(tags, folded_name=fold(xml_text(name)))
    found = found.synonym_of or found
    if name != found.name:
        return redirect(lists.url("tag_feed", found.name))
    entries = _threads(_public(kind).filter(tags=found))
    if not entries:
        return _nothing(request)
    name = _name(lists, f"tag.{found.pk}")
    return _feed(request, name, f"#{found.name}", tag_path(lists, found), entries)


def tag_path(lists: Lists, tag: Tag) -> str:
    return f"{lists.url('latest')}tag/{quote(tag.name, safe='')}/"


@for_visitors(lambda kind, slug, pk: [thread_channel(pk)])
@require_safe
def thread(request: HttpRequest, kind: str, slug: str, pk: int) -> HttpResponse:
    """The newest posts of a thread."""
    of, found = kind_named(kind), get_object_or_404(_public(kind), pk=pk)
    if slug != slug_of(found.title):
        return redirect(of.lists.url("thread_feed", slug_of(found.title), pk))
    path = of.url(found)
    rows = found.posts.live().select_related("author").order_by("-number")[:MOST]
    entries = [
        Entry(post, _title_of(post, found), found.language, f"{path}{post.number}/")
        for post in rows
    ]
    return _feed(request, f"{of.label}.{pk}", found.title, path, entries)


def _name(lists: Lists, name: str) -> str:
    """The name of a feed that each kind has."""
    return name if lists.is_home else f"{lists.namespace}.{name}"


def _public(kind: str) -> QuerySet[Thread]:
    return Thread.objects.visible_to(NOBODY).listed(kind)


@for_visitors(lambda username: [lists_channel()])
@require_safe
def member(request: HttpRequest, username: str) -> HttpResponse:
    """The newest posts of a member, wherever everybody may read them."""
    try:
        found = member_named(NOBODY, xml_text(username))
    except User.DoesNotExist as error:
        raise Http404 from error
    if username != found.username:
        return redirect("discussions:member_feed", found.username)
    visible = Post.objects.visible_to(NOBODY).filter(author=found)
    rows = visible.select_related("author", "thread").order_by("-created_at", "-pk")[:MOST]
    entries = [
        Entry(
            post,
            post.thread.title,
            post.thread.language,
            kind_of(post.thread).url(post.thread) + _anchor(post),
        )
        for post in rows
    ]
    title = gettext("Posts by %(name)s") % {"name": found.username}
    return _feed(request, f"member.{found.pk}", title, found.get_absolute_url(), entries)


def _title_of(post: Post, thread: Thread) -> str:
    words = gettext("%(title)s (post %(number)s)")
    return words % {"title": thread.title, "number": post.number}


def _anchor(post: Post) -> str:
    return "" if post.opens_thread else f"#p{post.number}"


def _threads(rows: QuerySet[Thread]) -> list[Entry]:
    """Threads as entries, in three queries: what brought them up is not news of its own.

    An entry is updated when its opening post is, so a reader is not shown it again for a reply.
    """
    containers = Container.objects.filter(pk=OuterRef("container_id")).values("title")
    newest = rows.annotate(container_title=Subquery(containers)).prefetch_related("tags")
    threads = list(newest.order_by("-bumped_at", "-pk")[:MOST])
    openings = Post.objects.filter(thread__in=threads, number=1).select_related("author")
    by_thread = {post.thread_id: post for post in openings}
    return [
        Entry(
            by_thread[thread.pk],
            thread.title,
            thread.language,
            kind_of(thread).url(thread),
            _categories(thread),
        )
        for thread in threads
    ]


def _categories(thread: Thread) -> tuple[str, ...]:
    container = [thread.container_title] if thread.container_title else []  # type: ignore[attr-defined]
    return (*container, *(tag.name for tag in thread.tags.all()))


def _nothing(request: HttpRequest) -> HttpResponse:
    said = gettext("There is no such feed.")
    return HttpResponse(f"{said}\n", status=404, content_type="text/plain; charset=utf-8")


def _feed(
    request: HttpRequest, name: str, title: str, path: str, entries: list[Entry]
) -> HttpResponse:
    """The answer. Whether it is still what the reader has, live.pages tells from its headers."""
    updated = max((entry.updated for entry in entries), default=datetime(2000, 1, 1, tzinfo=UTC))
    written = _Writer(request).feed(name, title, path, updated, entries)
    response = HttpResponse(written, content_type="application/atom+xml; charset=utf-8")
    response["Last-Modified"] = http_date(updated.timestamp())
    return response


def _written_in(language: str) -> dict[str, str]:
    """Not on the whole feed: what has no known language would inherit that of the feed."""
    return {"xml:lang": language} if language else {}


class _Writer:
    def __init__(self, request: HttpRequest) -> None:
        self.request, self.out = request, StringIO()
        self.xml = SimplerXMLGenerator(self.out, "utf-8", short_empty_elements=True)

    def feed(
        self, name: str, title: str, path: str, updated: datetime, entries: Iterable[Entry]
    ) -> str:
        self.xml.startDocument()
        self._open("feed", {"xmlns": ATOM})
        self._say("id", self._id(f"feed.{name}"))
        self._say("title", title)
        self._say("updated", updated.isoformat())
        self._say("generator", settings.SITE_NAME)
        self._link("self", self._at(self.request.path), "application/atom+xml")
        self._link("alternate", self._at(path), "text/html")
        for entry in entries:
            self._entry(entry)
        self.xml.endElement("feed")
        self.xml.endDocument()
        return self.out.getvalue()

    def _entry(self, entry: Entry) -> None:
        post, page = entry.post, self._at(entry.path)
        self._open("entry", {})
        self._say("id", self._id(f"post.{post.pk}"))
        self._say("title", entry.title, **_written_in(entry.language))
        self._say("published", post.created_at.isoformat())
        self._say("updated", entry.updated.isoformat())
        self._link("alternate", page, "text/html")
        self._open("author", {})
        self._say("name", post.author.username)
        self._say("uri", self._at(post.author.get_absolute_url()))
        self.xml.endElement("author")
        for category in entry.categories:
            self.xml.addQuickElement("category", None, {"term": xml_text(category)})
        self._say("summary", plain_text(post.html, 300), **_written_in(post.language))
        html = for_feeds(post.html, page)
        self._say("content", html, type="html", **_written_in(post.language))
        self.xml.endElement("entry")

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self.xml.startElement(name, attributes)  # type: ignore[arg-type]

    def _say(self, name: str, text: str, **attributes: Any) -> None:
        self.xml.addQuickElement(name, xml_text(text), attributes)

    def _link(self, rel: str, href: str, kind: str) -> None:
        self.xml.addQuickElement("link", None, {"rel": rel, "type": kind, "href": href})

    def _at(self, path: str) -> str:
        return absolute(self.request, path)

    def _id(self, what: str) -> str:
        """One that stays whatever a thread is called and wherever it is moved."""
        host = urlsplit(origin(self.request)).hostname
        return f"tag:{host},2026:{what}"
