"""Where the demonstration's topics stand: categories, who may what in them, and tags.

They are named and described in the language in which the demonstration is made; slugs and the
names of tags are the same in all, as topics name them.
"""

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.accounts.audiences.actions import form_group
from community.accounts.demo import Cast
from community.accounts.models import Group
from community.discussions.models import TagGroup
from community.discussions.tags.actions import form_tag_group, make_tag
from community.kernel.languages import Text
from forum.actions import open_category, set_permissions
from forum.models import Category

MODERATORS = ("Gale_Sample", "Ola_Nordmann", "山田太郎")

ASK = _("""**What happens**


**What I expected instead**


**What I tried**


Output of `dunlin report`:

```text

```""")
WISH = _("""**What I would like to do**


**How I help myself today**


**Who else would use it**""")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A category as it is opened; `inside` is the slug of the one that it stands in."""

    title: Text
    slug: str
    description: Text
    icon: int
    hue: int
    inside: str = ""
    has_solutions: bool = False
    template: Text = ""
    asks_for: str = ""  # the key of a group: a topic has one of its tags
    default_view: str = "nested"


PLACES = [
    Place(
        title=_("Announcements"),
        slug="announcements",
        description=_("Releases, dates and decisions that concern everyone."),
        icon=1,
        hue=1,
        default_view="flat",
    ),
    Place(
        title=_("General"),
        slug="general",
        description=_("Weather, stations and everything between them."),
        icon=2,
        hue=2,
    ),
    Place(
        title=_("Technical support"),
        slug="support",
        description=_("Something does not work? Describe it here."),
        icon=3,
        hue=3,
        has_solutions=True,
        template=ASK,
    ),
    Place(
        title=_("Power and radio"),
        slug="power",
        description=_("Cells, panels, cables, and everything that should be heard and is not."),
        icon=3,
        hue=8,
        inside="support",
        has_solutions=True,
        template=ASK,
    ),
    Place(
        title=_("Firmware and tools"),
        slug="firmware",
        description=_("Updates, settings and what the command line says."),
        icon=5,
        hue=3,
        inside="support",
        has_solutions=True,
        template=ASK,
    ),
    Place(
        title=_("Feature requests"),
        slug="features",
        description=_("What the station, the firmware or this site should learn."),
        icon=4,
        hue=4,
        template=WISH,
    ),
    Place(
        title=_("Troubleshooting"),
        slug="troubleshooting",
        description=_("Odd readings, hunted down together."),
        icon=5,
        hue=5,
        has_solutions=True,
        asks_for="instrument",
    ),
    Place(
        title=_("Tutorials"),
        slug="tutorials",
        description=_("Step by step, by people who have done it."),
        icon=6,
        hue=6,
    ),
    Place(
        title=_("Community projects"),
        slug="projects",
        description=_("What members build with their readings."),
        icon=7,
        hue=7,
    ),
    Place(
        title=_("Off-topic"),
        slug="off-topic",
        description=_("The bench outside the workshop."),
        icon=8,
        hue=8,
    ),
]

# a group's key and title, whether a topic has at most one of it, and its tags: name, what for, its
# other name
TAGS: list[tuple[str, Text, bool, list[tuple[str, Text, str]]]] = [
    (
        "instrument",
        _("Instrument"),
        False,
        [
            ("rain-gauge", _("Tipping buckets, cylinders and jam jars."), "pluviometer"),
            ("thermometer", _("And the shield that it stands in."), "temperature"),
            ("barometer", _("What the air above you weighs."), "pressure"),
            ("anemometer", _("Cups, vanes and gusts."), "wind-gauge"),
            ("hygrometer", _("Humidity, dew and mist."), "humidity"),
            ("station", _("The box itself: board, display, mast."), ""),
        ],
    ),
    (
        "firmware",
        _("Firmware"),
        True,
        [
            ("fw-4.1", _("Seen with firmware 4.1."), ""),
            ("fw-4.2", _("Seen with firmware 4.2."), ""),
        ],
    ),
    (
        "",
        "",
        False,
        [
            ("rain", _("Everything that falls and can be poured."), "precipitation"),
            ("frost", _("Cold air, where it comes from and where it gathers."), ""),
            ("calibration", _("Being wrong by a known amount."), ""),
            ("siting", _("Where a station stands, and what it sees."), ""),
            ("howto", _("Written to be followed step by step."), "how-to"),
        ],
    ),
]


def open_places(cast: Cast) -> dict[str, Category]:
    """Tags, then the categories, by their slugs."""
    groups = _make_tags(cast)
    found: dict[str, Category] = {}
    for position, place in enumerate(PLACES, 1):
        found[place.slug] = open_category(
            title=str(place.title),
            slug=place.slug,
            description=str(place.description),
            parent=found[place.inside] if place.inside else None,
            position=position,
            icon=place.icon,
            hue=place.hue,
            has_solutions=place.has_solutions,
            template=f"{place.template}\n" if place.template else "",
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
        name=gettext("Moderation team"),
        slug="team",
        members=[cast.administrator, *(cast[name] for name in MODERATORS)],
        by=cast.administrator,
    )
    category = open_category(
        title=gettext("Moderators' room"),
        slug="moderators",
        description=gettext("Where moderators of Commons discuss. Only they can read it."),
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
    for position, (key, title, is_exclusive, tags) in enumerate(TAGS, 1):
        if key:
            groups[key] = form_tag_group(
                title=str(title), position=position, is_exclusive=is_exclusive, by=by
            )
        for name, description, other in tags:
            tag = make_tag(name=name, description=str(description), group=groups.get(key), by=by)
            if other:
                make_tag(name=other, synonym_of=tag, by=by)
    return groups
