"""The people of the demonstration: all are placeholders of this world, none can sign in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from community.accounts.demo.pictures import PICTURES
from community.accounts.imports.actions import ImportedMember, import_members
from community.accounts.models import User
from community.accounts.people.actions import sign_up
from community.accounts.people.actions_profile import edit_profile, set_avatar

OPENED = 700  # days ago, by whoever runs the place

# name, trust level, days since they joined
PEOPLE = [
    ("Gale_Sample", 4, 640),
    ("Ola_Nordmann", 4, 455),
    ("Erika_Mustermann", 3, 402),
    ("山田太郎", 3, 377),
    ("Fulana_de_Tal", 3, 352),
    ("Misty_Example", 2, 310),
    ("Иван_Примеров", 2, 288),
    ("Matti_Meikäläinen", 2, 266),
    ("مثال_النسيم", 2, 251),
    ("홍길동", 1, 243),
    ("Testa_Rainwater", 1, 233),
    ("Jana_Nováková", 1, 171),  # raised when the demonstration begins
    ("Bartholomew_Featherstonehaugh-Sample_Esq", 1, 64),
    ("Deniz_Örnek", 1, 38),
    ("Jan_Modaal", 0, 9),
    ("Wanjiku_Mfano", 0, 6),
    ("Ploni_Almoni", 0, 4),
    ("newcomer.demo", 0, 2),
]

# What some of them tell of themselves; the others show what a page looks like without.
TOLD: dict[str, dict[str, Any]] = {
    "Gale_Sample": {
        "is_moderator": True,
        "bio": "Two stations on one hill, a notebook that goes back to a paper rain chart, and a"
        " weakness for **error bars**.\n\nAsk me about barometers, or about hail.",
        "location": "Upper Drizzle, on the windy side",
        "links": ["https://dunlin.example/stations/0001"],
        "time_zone": "Europe/London",
    },
    "Ola_Nordmann": {
        "is_moderator": True,
        "reputation": 140,  # from the site that some came from
        "bio": "Nine stations on a ridge, none of which needs a ladder any more. I write the"
        " release notes and read what you answer to them.",
        "location": "A fjord with its own weather",
        "links": ["https://dunlin.example/ridge", "https://dunlin.example/releases"],
        "time_zone": "Europe/Oslo",
    },
    "Erika_Mustermann": {
        "bio": "I build things from plant saucers and write down how. Everything I post may be"
        " copied, drilled and painted white.",
        "location": "The allotments",
        "links": ["https://dunlin.example/saucers"],
        "time_zone": "Europe/Berlin",
    },
    "山田太郎": {
        "title": _("Category moderator"),
        "bio": "畑と朝霧と、雨量計に落ちる柿の葉。\n\n"
        "Vegetables, morning fog, and the persimmon leaves in my gauge.",
        "location": "海から十キロ",
        "time_zone": "Asia/Tokyo",
    },
    "Fulana_de_Tal": {
        "bio": "A flat roof, two chimneys, one cat that is not mine.",
        "location": "By the estuary",
        "time_zone": "Europe/Lisbon",
    },
    "Иван_Примеров": {
        "bio": "Четырнадцать станций в одной долине. Fourteen stations in one valley, and apples.",
        "links": ["https://dunlin.example/frost"],
        "time_zone": "Asia/Yekaterinburg",
    },
    "مثال_النسيم": {
        "bio": "محطة على السطح، ونسيم البحر عند الرابعة عصراً.",
        "location": "على الساحل",
        "time_zone": "Africa/Cairo",
    },
    "Misty_Example": {"bio": "I empty the gauge in time. Mostly.", "time_zone": "America/Halifax"},
    "Jana_Nováková": {
        "bio": "I teach physics, and 27 pupils check my readings.",
        "location": "A school with a flat roof",
        "time_zone": "Europe/Prague",
    },
    "Matti_Meikäläinen": {"location": "Between two lakes", "time_zone": "Europe/Helsinki"},
    "홍길동": {"bio": "옥상, 14미터, 그리고 에어컨 한 대.", "time_zone": "Asia/Seoul"},
    "Jan_Modaal": {"bio": "New here, with a balcony and a wall."},
}


@dataclass(frozen=True)
class Cast:
    """Who is there for the apps' own parts of the demonstration, and when it begins."""

    administrator: User
    members: dict[str, User]
    now: datetime

    def __getitem__(self, name: str) -> User:
        return self.administrator if name == "admin" else self.members[name]


def anybody() -> bool:
    """Whether a person has an account; then this is no place for a demonstration."""
    return User.objects.filter(is_machine=False).exists()


def make_cast(*, password: str, now: datetime) -> Cast:
    """An administrator who signs in with this password, and members of every trust level."""
    administrator = sign_up(
        username="admin",
        password=password,
        is_superuser=True,
        is_staff=True,
        is_moderator=True,
        trust_level=User.Trust.LEADER,
        date_joined=now - timedelta(days=OPENED),
    )
    edit_profile(
        member=administrator,
        by=administrator,
        source="I look after Commons. All of it is a demonstration: *say what you like about it.*",
    )
    told = [
        ImportedMember(
            name=name,
            trust_level=level,
            joined_at=now - timedelta(days=days),
            **TOLD.get(name, {}),
        )
        for name, level, days in PEOPLE
    ]
    members = import_members(members=told)
    by_name = {name: row for (name, *_), row in zip(PEOPLE, members, strict=True)}
    for name, draw in PICTURES.items():
        by_name[name] = set_avatar(member=by_name[name], picture=draw(), by=by_name[name])
    return Cast(administrator, by_name, now)
