"""A link that is a paragraph of its own: a link at first, a preview once its page was read."""

import gzip
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.utils import timezone

from community.discussions.actions import edit_post, fetch_title, rerender_outdated
from community.discussions.models import Post
from community.discussions.models.embeds import TRIES, Embed
from community.kernel import markdown, outgoing
from community.kernel.export import plain_text
from tests.factories import PostFactory

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]

LINK = "http://news.example.org/a"
HEAD = (
    '<html><head><title>The page</title><meta property="og:title" content="A &lt;b&gt; title">'
    '<meta name="description" content="What it is about."><meta property="og:site_name"'
    ' content="The News"></head><body><title>Not this</title>'
)


class Peer(BaseHTTPRequestHandler):
    """The page's server: what it answers is set by the test."""

    status, body, headers_told, asked = 200, HEAD.encode(), {"Content-Type": "text/html"}, []
    slow = 0.0

    def do_GET(self):
        type(self).asked.append(self.path)
        if self.path == "/a":
            self.send_response(self.status)
            for name, value in self.headers_told.items():
                self.send_header(name, value)
        else:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        try:
            for at in range(0, len(self.body), 100_000):
                self.wfile.write(self.body[at : at + 100_000])
                time.sleep(self.slow)
        except OSError:
            """It has heard enough."""

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def peer():
    """A local server that stands for every host; the resolver leads there."""
    kind = type("Told", (Peer,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    kind.resolve = staticmethod(lambda host, port: [server.server_address[:2]])
    yield kind
    server.shutdown()
    server.server_close()


def ask(peer, resolve=None):
    embed = Embed.objects.get()
    fetch_title(embed_id=embed.pk, resolve=resolve or peer.resolve)
    embed.refresh_from_db()
    return embed


def html_of(post):
    post.refresh_from_db()
    return post.html


def test_a_link_alone_becomes_a_preview_of_its_page(peer):
    post = PostFactory(source=f"Look:\n\n{LINK}\n\nNice.")
    assert f'<p><a href="{LINK}"' in post.html

    ask(peer)

    html = html_of(post)
    assert '<figure class="linked"><span class="by">The News</span> <a href="' in html
    assert ">A &lt;b&gt; title</a><figcaption>What it is about.</figcaption></figure>" in html
    assert (post.version, post.edited_at) == (1, None)
    assert plain_text(html) == "Look: A <b> title Nice."
    assert "<img" not in html


@pytest.mark.parametrize(
    "source",
    [
        f"See {LINK}",
        f"- {LINK}",
        f"> {LINK}",
        f"{LINK}\n{LINK}",
        f"[a page]({LINK})",
        f"||{LINK}||",
        f"`{LINK}`",
        "http://localhost/a",
        "http://localhost:8000/t/1",
    ],
)
def test_other_links_have_no_preview(source):
    post = PostFactory(source=source)

    assert not Embed.objects.exists()
    assert 'class="linked"' not in post.html


def test_a_post_has_ten_previews_and_an_edit_forgets_them():
    post = PostFactory(source="\n\n".join(f"{LINK}{n}" for n in range(12)))
    assert post.embeds.count() == 10

    edit_post(post=post, source=LINK, by=post.author)

    assert post.embeds.get().url == LINK


def test_what_was_written_before_is_not_asked_for_when_it_is_rendered_again():
    post = PostFactory(source=LINK)
    Embed.objects.all().delete()
    Post.objects.filter(pk=post.pk).update(html_version=1)

    rerender_outdated()

    assert not Embed.objects.exists()


@pytest.mark.parametrize(
    "told",
    [
        {"status": 404},
        {"status": 403},
        {"headers_told": {"Content-Type": "application/pdf"}},
        {"headers_told": {}},
        {"headers_told": {"Content-Type": "text/html", "X-Robots-Tag": "noindex"}},
        {"status": 302, "headers_told": {"Location": "/login?next=/a"}},
        {"body": b"\0\xff\x80" * 1000},
        {"body": b"<" * 400_000},
        {"body": b"<title>"},
        {"body": b"<meta name=robots content='noindex'><title>T</title>"},
        {
            "body": gzip.compress(b"<title>T</title>" + b" " * 9_000_000),
            "headers_told": {"Content-Type": "text/html", "Content-Encoding": "gzip"},
        },
    ],
)
def test_a_page_that_tells_nothing_stays_a_link(told, peer):
    for name, value in told.items():
        setattr(peer, name, value)
    post = PostFactory(source=LINK)

    embed = ask(peer)

    assert (embed.title, embed.due_at) == ("", None)
    assert f'<p><a href="{LINK}"' in html_of(post)


@pytest.mark.parametrize(
    ("headers", "body", "title"),
    [
        ("text/html", "<title>Größe</title>".encode(), "Größe"),
        ("text/html; charset=iso-8859-1", "<title>Größe</title>".encode("latin-1"), "Größe"),
        ("text/html; charset=no-such", "<title>Größe</title>".encode(), "Größe"),
        ("text/html; charset=unicode_escape", rb"<title>\x41</title>", r"\x41"),
        ("text/html", '<meta charset="gbk"><title>搜索</title>'.encode("gbk"), "搜索"),
        ("text/html", b"<title><script>alert(1)</script></title>", "<script>alert(1)</script>"),
        ("text/html", b"<title>\n  Two\n lines \x07</title>", "Two lines"),
        ("text/html", HEAD.encode() + b"x" * 3_000_000, "A <b> title"),
        ("text/html", b"<title>Known</title><![no[ such ]]>", "Known"),
        ("text/html", b"<!--\n<title>Old</title>-->\n <title\nid=a>New\nest</title>", "New est"),
        ("text/html", b"<script>a = '<title>No</title>'</script><title>Yes</title>", "Yes"),
        ("text/html", b"<svg><title>Logo</title></svg><title>Page</title>", "Page"),
    ],
)
def test_the_title_is_read_as_it_was_meant(headers, body, title, peer):
    peer.headers_told, peer.body = {"Content-Type": headers}, body
    post = PostFactory(source=LINK)

    embed = ask(peer)

    assert embed.title == title
    assert "<script" not in html_of(post)


def test_one_that_leads_to_ourselves_is_not_asked(peer):
    peer.status, peer.headers_told = 302, {"Location": "http://127.0.0.1/secret"}
    PostFactory(source=LINK)

    def public_or_peer(host, port):
        if host == "news.example.org":
            return peer.resolve(host, port)
        return outgoing.public_only(host, port)

    embed = ask(peer, public_or_peer)

    assert (embed.title, embed.due_at, peer.asked) == ("", None, ["/a"])


def test_one_that_redirects_for_ever_or_is_down_is_asked_a_few_times(peer):
    peer.status, peer.headers_told = 302, {"Location": "/a"}
    PostFactory(source=LINK)

    for _ in range(TRIES + 2):
        Embed.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        embed = ask(peer)

    assert embed.attempts == TRIES
    assert embed.title == ""


def test_a_text_is_rendered_with_what_is_known():
    page = markdown.Preview(title="T & Co", description="", site="S")
    known = markdown.Known(previews=lambda links: dict.fromkeys(links, page))

    html = markdown.render(f"{LINK}\n\n- {LINK}", known)

    assert html.count('<figure class="linked">') == 1
    assert ">T &amp; Co</a></figure>" in html
