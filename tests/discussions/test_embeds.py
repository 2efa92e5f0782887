"""Films, sounds and maps: a placeholder at once, its title later, its frame on demand."""

import json
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.test import override_settings
from django.utils import timezone

from community.discussions.actions import edit_post, fetch_title, rerender_outdated
from community.discussions.models import Mention, Post
from community.discussions.models.embeds import TRIES, Embed
from community.events.models import EventRecord
from community.kernel import embeds, markdown
from community.live import bell
from tests.factories import PostFactory, TopicFactory, UserFactory
from tests.handled import handled

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]

FILM = "https://video.example.org/w/abcdefgh12"


class Peer(BaseHTTPRequestHandler):
    """A provider's server: what it answers is set by the test."""

    status, body, asked = 200, b"{}", 0

    def do_GET(self):
        type(self).asked += 1
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def peer(monkeypatch):
    """A local server that stands for video.example.org; the resolver leads there."""
    kind = type("Told", (Peer,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    Thread(target=server.serve_forever, daemon=True).start()
    provider = embeds._peertube("video.example.org")
    plain = replace(provider, oembed=provider.oembed.replace("https:", "http:"))
    monkeypatch.setattr(embeds, "providers", lambda: [plain])
    kind.resolve = staticmethod(lambda host, port: [server.server_address[:2]])
    yield kind
    server.shutdown()
    server.server_close()


def ask(peer, embed):
    fetch_title(embed_id=embed.pk, resolve=peer.resolve)
    embed.refresh_from_db()
    return embed


def test_the_title_comes_later_and_stands_in_the_post(peer):
    peer.body = json.dumps({"title": "Over the <pass>\n again", "author_name": "Mara"}).encode()
    post = PostFactory(source=f"Look:\n\n{FILM}")
    assert f">{FILM}</a>" in post.html
    handled_before = EventRecord.objects.count()
    changes, version = post.thread.changes, bell.version(f"thread.{post.thread_id}")

    embed = ask(peer, Embed.objects.get())

    post.refresh_from_db()
    post.thread.refresh_from_db()
    assert (embed.title, embed.author_name, embed.due_at) == ("Over the <pass> again", "Mara", None)
    assert ">Over the &lt;pass&gt; again</a>" in post.html
    assert post.version == 1
    assert post.edited_at is None
    assert post.thread.changes > changes
    assert EventRecord.objects.count() == handled_before + 1
    handled()
    assert bell.version(f"thread.{post.thread_id}") != version


def test_it_is_asked_for_once_for_all_posts_and_again_when_it_has_aged(peer):
    peer.body = b'{"title": "T"}'
    PostFactory(source=FILM)
    ask(peer, embed := Embed.objects.get())

    post = PostFactory(source=FILM)
    ask(peer, embed)
    assert peer.asked == 1
    assert ">T</a>" in post.html
    Embed.objects.update(fetched_at=timezone.now() - timedelta(days=8))
    PostFactory(source=FILM)
    ask(peer, embed)

    assert peer.asked == 2


@pytest.mark.parametrize("body", [b"", b"no json", b"[1]", b'{"title": 7}', b"[" * 90_000])
def test_a_provider_that_talks_nonsense_gives_no_title(body, peer):
    peer.body = body
    post = PostFactory(source=FILM)

    embed = ask(peer, Embed.objects.get())

    post.refresh_from_db()
    assert (embed.title, embed.due_at) == ("", None)
    assert f">{FILM}</a>" in post.html


def test_one_that_is_down_is_asked_again_and_then_no_more(peer):
    peer.status = 503
    PostFactory(source=FILM)
    embed = Embed.objects.get()

    for _ in range(TRIES + 2):
        Embed.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        ask(peer, embed)

    assert peer.asked == TRIES


def test_one_that_says_no_is_not_asked_again(peer):
    peer.status = 404
    PostFactory(source=FILM)

    embed = ask(peer, Embed.objects.get())

    assert embed.due_at is None
    ask(peer, embed)
    assert peer.asked == 1


def test_a_provider_that_leads_to_ourselves_is_not_asked(peer, monkeypatch):
    PostFactory(source=FILM)
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(0, 0, 0, "", ("127.0.0.1", 80))])
    embed = Embed.objects.get()

    fetch_title(embed_id=embed.pk)

    embed.refresh_from_db()
    assert peer.asked == 0
    assert (embed.title, embed.due_at) == ("", None)


def test_an_edit_forgets_what_is_linked_no_more(peer):
    post = PostFactory(source=FILM)
    assert post.embeds.count() == 1

    edit_post(post=post, source="Never mind.", by=post.author)

    assert post.embeds.count() == 0


@pytest.mark.parametrize(
    ("url", "frame"),
    [
        (
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
        ),
        ("https://youtu.be/dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ("https://vimeo.com/12345678", "https://player.vimeo.com/video/12345678?dnt=1"),
        ("https://open.spotify.com/track/aaaaaaaaaaaa", "https://open.spotify.com/embed/track/aaa"),
        ("https://soundcloud.com/a/b", "https://w.soundcloud.com/player/?url="),
        (
            "https://www.openstreetmap.org/#map=15/47.1/8.2",
            "https://www.openstreetmap.org/export/embed.html?bbox=",
        ),
    ],
)
def test_a_link_alone_is_a_placeholder_that_loads_nothing(url, frame):
    html = markdown.render(f"Look\n{url}\nthere")

    assert f'data-embed="{frame}' in html
    assert "<iframe" not in html
    assert "<img" not in html
    assert "<p>Look</p>" in html
    assert "<p>there</p>" in html


def test_within_a_line_it_stays_a_link():
    assert "data-embed" not in markdown.render("See https://youtu.be/dQw4w9WgXcQ there")
    assert "data-embed" not in markdown.render(
        "[https://youtu.be/dQw4w9WgXcQ](https://youtu.be/dQw4w9WgXcQ)"
    )


@pytest.mark.parametrize(("ending", "tag"), [("mp4", "video"), ("webm", "video"), ("ogg", "audio")])
def test_a_file_is_played_in_place_when_asked(ending, tag):
    html = markdown.render(f"https://e.org/a.{ending}")

    assert f'<{tag} controls="" preload="none" src="https://e.org/a.{ending}">' in html
    assert f"<{tag}" not in markdown.render(f"http://e.org/a.{ending}")


def test_the_pages_policy_lists_the_chosen_players_alone(as_):
    policy = as_().get("/").headers["Content-Security-Policy"]

    frames = next(part for part in policy.split("; ") if part.startswith("frame-src"))
    assert set(frames.split()[1:]) == {f"https://{p.host}" for p in embeds.providers()}
    assert "media-src 'self' https:" in policy


@override_settings(EMBEDS=["vimeo"])
def test_who_is_not_chosen_stays_a_link():
    assert "data-embed" not in markdown.render("https://youtu.be/dQw4w9WgXcQ")


# -- the renderer changes ------------------------------------------------------------------------
def test_what_an_older_renderer_made_is_made_anew_in_silence():
    ana = UserFactory(username="ana")
    post = PostFactory(source="@ana *now*")
    Mention.objects.all().delete()
    Post.objects.filter(pk=post.pk).update(html="<p>old</p>", html_version=1)
    post.thread.refresh_from_db()
    changes = post.thread.changes
    events = EventRecord.objects.count()

    done = rerender_outdated()

    post.refresh_from_db()
    assert (done, rerender_outdated()) == (1, 0)
    assert "<em>now</em>" in post.html
    assert (post.html_version, post.version, post.edited_at) == (markdown.VERSION, 1, None)
    assert Mention.objects.get().member == ana
    assert EventRecord.objects.count() == events
    post.thread.refresh_from_db()
    assert post.thread.changes > changes


def test_a_post_that_cannot_be_made_anew_keeps_its_form():
    post = PostFactory()
    Post.objects.filter(pk=post.pk).update(source="![" * 16_000, html="<p>old</p>", html_version=1)

    assert (rerender_outdated(), rerender_outdated()) == (1, 0)

    post.refresh_from_db()
    assert post.html == "<p>old</p>"


def test_reading_parses_nothing(as_, monkeypatch):
    thread = TopicFactory().thread
    for _ in range(49):
        PostFactory(thread=thread, source="@x ||y||\n\n- [ ] z")

    def parsed(*_args, **_named):
        raise AssertionError("a page parsed Markdown")

    monkeypatch.setattr("community.kernel.markdown.pipeline.rendering", parsed)
    monkeypatch.setattr("community.kernel.markdown.pipeline._parser.parse", parsed)

    assert as_().get(f"/threads/{thread.pk}/").content.count(b"<article") == 50
