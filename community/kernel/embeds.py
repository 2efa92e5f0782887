"""Whose players and maps may stand in a page, once the reader asks for them.

`EMBEDS` in the settings chooses: names of this table, and "peertube:host" for each server of
that kind. Both the pages' content policy and the posts' placeholders follow from it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, urlsplit

from django.conf import settings

LONGEST = 500  # characters of an address that is looked at


@dataclass(frozen=True, kw_only=True)
class Provider:
    name: str
    label: str  # what people call it
    host: str  # of its frames, for the content policy
    pattern: re.Pattern[str]  # of the addresses that it has a frame for
    frame: Callable[[re.Match[str]], str]
    oembed: str = ""  # where it tells titles; the address is appended


@dataclass(frozen=True)
class Framed:
    """A link that can be looked at in place: by whom, and what the frame loads."""

    provider: Provider
    frame: str


def _filled(template: str) -> Callable[[re.Match[str]], str]:
    """The pattern lets through nothing but letters, digits, hyphens and slashes."""
    return lambda found: template.format(*found.groups())


def _map(found: re.Match[str]) -> str:
    """The part of the map that about fits into a frame at that zoom."""
    zoom, latitude, longitude = int(found[1]), float(found[2]), float(found[3])
    half = 360 / 2 ** min(zoom, 20)
    box = (longitude - half, latitude - half / 2, longitude + half, latitude + half / 2)
    edges = "%2C".join(f"{edge:.5f}" for edge in box)
    return f"https://www.openstreetmap.org/export/embed.html?bbox={edges}"


KNOWN = {
    provider.name: provider
    for provider in (
        Provider(
            name="youtube",
            label="YouTube",
            host="www.youtube-nocookie.com",
            pattern=re.compile(
                r"https?://(?:(?:www\.|m\.)?youtube\.com/(?:watch\?v=|shorts/|live/)|youtu\.be/)"
                r"([A-Za-z0-9_-]{11})(?:[?&#]\S*)?"
            ),
            frame=_filled("https://www.youtube-nocookie.com/embed/{}"),
            oembed="https://www.youtube.com/oembed?format=json&url=",
        ),
        Provider(
            name="vimeo",
            label="Vimeo",  # no translation: a name
            host="player.vimeo.com",
            pattern=re.compile(r"https?://(?:www\.)?vimeo\.com/([0-9]{5,12})(?:[?#]\S*)?"),
            frame=_filled("https://player.vimeo.com/video/{}?dnt=1"),
            oembed="https://vimeo.com/api/oembed.json?url=",
        ),
        Provider(
            name="soundcloud",
            label="SoundCloud",
            host="w.soundcloud.com",
            pattern=re.compile(
                r"https?://(?:www\.)?soundcloud\.com/([A-Za-z0-9_-]+/[A-Za-z0-9_-]+)(?:[?#]\S*)?"
            ),
            frame=_filled("https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2F{}"),
            oembed="https://soundcloud.com/oembed?format=json&url=",
        ),
        Provider(
            name="spotify",
            label="Spotify",  # no translation: a name
            host="open.spotify.com",
            pattern=re.compile(
                r"https?://open\.spotify\.com/(track|album|playlist|episode|show)/"
                r"([A-Za-z0-9]{10,40})(?:[?#]\S*)?"
            ),
            frame=_filled("https://open.spotify.com/embed/{}/{}"),
            oembed="https://open.spotify.com/oembed?url=",
        ),
        Provider(
            name="openstreetmap",
            label="OpenStreetMap",
            host="www.openstreetmap.org",
            pattern=re.compile(
                r"https?://(?:www\.)?openstreetmap\.org/\S{0,60}?"
                r"#map=([0-9]{1,2})/(-?[0-9]{1,2}\.[0-9]{1,8})/(-?[0-9]{1,3}\.[0-9]{1,8})\S{0,60}"
            ),
            frame=_map,
        ),
    )
}


def _peertube(host: str) -> Provider:
    return Provider(
        name=f"peertube:{host}",
        label="PeerTube",
        host=host,
        pattern=re.compile(
            rf"https?://{re.escape(host)}/(?:w|videos/watch)/([A-Za-z0-9-]{{8,40}})(?:[?#]\S*)?"
        ),
        frame=_filled(f"https://{host}/videos/embed/{{}}"),
        oembed=f"https://{host}/services/oembed?format=json&url=",
    )


@cache
def _provider(entry: str) -> Provider:
    kind, _, host = entry.partition(":")
    if kind == "peertube" and re.fullmatch(r"[a-z0-9.-]+", host):
        return _peertube(host)
    return KNOWN[entry]


def providers() -> list[Provider]:
    """Those that this community has chosen."""
    return [_provider(entry) for entry in settings.EMBEDS]


def framed(url: str) -> Framed | None:
    """How this address may be shown in place, if it may."""
    if len(url) > LONGEST:
        return None
    for provider in providers():
        if found := provider.pattern.fullmatch(url):
            return Framed(provider, provider.frame(found))
    return None


def oembed_address(url: str) -> str | None:
    """Where to ask for the title of what this address shows."""
    found = framed(url)
    return found.provider.oembed + quote(url, safe="") if found and found.provider.oembed else None


SOUNDS = (".flac", ".m4a", ".mp3", ".oga", ".ogg", ".opus", ".wav")
FILMS = (".mp4", ".ogv", ".webm")


def media_tag(url: str) -> str | None:
    """Which element plays the file at this address, by its ending."""
    parts = urlsplit(url)
    if parts.scheme != "https":
        return None
    path = parts.path.lower()
    if path.endswith(FILMS):
        return "video"
    return "audio" if path.endswith(SOUNDS) else None
