"""Where the demonstration's topics stand: categories, who may what in them, and tags."""

from dataclasses import dataclass

from community.accounts.audiences.actions import form_group
from community.accounts.demo import Cast
from community.accounts.models import Group
from community.discussions.models import TagGroup
from community.discussions.tags.actions import form_tag_group, make_tag
from forum.actions import open_category, set_permissions
from forum.models import Category

MODERATORS = ("Gale_Sample", "Ola_Nordmann", "山田太郎")

ASK = """**What happens**


**What I expected instead**


**What I tried**


Output of `dunlin report`:

```text

```
"""
WISH = """**What I would like to do**


**How I help myself today**


**Who else would use it**
"""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A category as it is opened; `inside` is the slug of the one that it stands in."""

    title: str
    slug: str
    description: str
    icon: int
    hue: int
    inside: str = ""
    has_solutions: bool = False
    template: str = ""
    asks_for: str = ""  # the title of a group: a topic has one of its tags
    default_view: str = "nested"


PLACES = [
    Place(
        title="Announcements",
        slug="announcements",
        description="Releases, dates and decisions that concern everyone.",
        icon=1,
        hue=1,
        default_view="flat",
    ),
    Place(
        title="General",
        slug="general",
        description="Weather, stations and everything between them.",
        icon=2,
        hue=2,
    ),
    Place(
        title="Technical support",
        slug="support",
        description="Something does not work? Describe it here.",
        icon=3,
        hue=3,
        has_solutions=True,
        template=ASK,
    ),
    Place(
        title="Power and radio",
        slug="power",
        description="Cells, panels, cables, and everything that should be heard and is not.",
        icon=3,
        hue=8,
        inside="support",
        has_solutions=True,
        template=ASK,
    ),
    Place(
        title="Firmware and tools",
        slug="firmware",
        description="Updates, settings and what the command line says.",
        icon=5,
        hue=3,
        inside="support",
        has_solutions=True,
        template=ASK,
    ),
    Place(
        title="Feature requests",
        slug="features",
        description="What the station, the firmware or this site should learn.",
        icon=4,
        hue=4,
        template=WISH,
    ),
    Place(
        title="Troubleshooting",
        slug="troubleshooting",
        description="Odd readings, hunted down together.",
        icon=5,
        hue=5,
        has_solutions=True,
        asks_for="Instrument",
    ),
    Place(
        title="Tutorials",
        slug="tutorials",
        description="Step by step, by people who have done it.",
        icon=6,
        hue=6,
    ),
    Place(
        title="Community projects",
        slug="projects",
        description="What members build with their readings.",
        icon=7,
        hue=7,
    ),
    Place(
        title="Off-topic",
        slug="off-topic",
        description="The bench outside the workshop.",
        icon=8,
        hue=8,
    ),
]

# group, whether a topic has at most one of it, and its tags: name, what for, its other names
TAGS: list[tuple[str, bool, list[tuple[str, str, str]]]] = [
    (
        "Instrument",
        False,
        [
            ("rain-gauge", "Tipping buckets, cylinders and jam jars.", "pluviometer"),
            ("thermometer", "And the shield that it stands in.", "temperature"),
            ("barometer", "What the air above you weighs.", "pressure"),
            ("anemometer", "Cups, vanes and gusts.", "wind-gauge"),
            ("hygrometer", "Humidity, dew and mist.", "humidity"),
            ("station", "The box itself: board, display, mast.", ""),
        ],
    ),
    (
        "Firmware",
        True,
        [
            ("fw-4.1", "Seen with firmware 4.1.", ""),
            ("fw-4.2", "Seen with firmware 4.2.", ""),
        ],
    ),
    (
        "",
        False,
        [
            ("rain", "Everything that falls and can be poured.", "precipitation"),
            ("frost", "Cold air, where it comes from and where it gathers.", ""),
            ("calibration", "Being wrong by a known amount.", ""),
            ("siting", "Where a station stands, and what it sees.", ""),
            ("howto", "Written to be followed step by step.", "how-to"),
        ],
    ),
]


def open_places(cast: Cast) -> dict[str, Category]:
    """Tags, then the categories, by their slugs."""
    groups = _make_tags(cast)
    found: dict[str, Category] = {}
    for position, place in enumerate(PLACES, 1):
        found[place.slug] = open_category(
            title=place.title,
            slug=place.slug,
            description=place.description,
            parent=found[place.inside] if place.inside else None,
            position=position,
            icon=place.icon,
            hue=place.hue,
            has_solutions=place.has_solutions,
            template=place.template,
            default_view=place.default_view,
            required_tag_groups=[groups[place.asks_for]] if place.asks_for else [],
            by=cast.administrator,
        )
    moderators = Group.objects.get(rule=Group.Rule.MODERATORS)
    found["announcements"] = set_permissions(
        category=found["announcements"],
        rows=[(moderators, "start", "yes")],
        by=cast.administrator,
    )
    found["moderators"] = _open_private_place(cast)
    return found


def _open_private_place(cast: Cast) -> Category:
    team = form_group(
        name="Moderation team",
        slug="team",
        members=[cast.administrator, *(cast[name] for name in MODERATORS)],
        by=cast.administrator,
    )
    category = open_category(
        title="Moderators' room",
        slug="moderators",
        description="Where moderators of Commons discuss. Only they can read it.",
        position=len(PLACES) + 1,
        icon=3,
        hue=6,
        has_solutions=False,
        by=cast.administrator,
    )
    return set_permissions(category=category, rows=[(team, "read", "yes")], by=cast.administrator)


def _make_tags(cast: Cast) -> dict[str, TagGroup]:
    groups: dict[str, TagGroup] = {}
    by = cast.administrator
    for position, (title, is_exclusive, tags) in enumerate(TAGS, 1):
        if title:
            groups[title] = form_tag_group(
                title=title, position=position, is_exclusive=is_exclusive, by=by
            )
        for name, description, other in tags:
            tag = make_tag(name=name, description=description, group=groups.get(title), by=by)
            if other:
                make_tag(name=other, synonym_of=tag, by=by)
    return groups
