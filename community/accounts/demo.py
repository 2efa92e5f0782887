"""The people of the demonstration: all are placeholders of this world, none can sign in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from community.accounts.actions import sign_up
from community.accounts.actions_import import ImportedMember, import_members
from community.accounts.models import User

# name, trust level, days since they joined
PEOPLE = [
    ("Gale_Sample", 4, 640),
    ("Ola_Nordmann", 4, 455),
    ("Erika_Mustermann", 3, 402),
    ("山田太郎", 3, 377),
    ("Fulana_de_Tal", 3, 240),
    ("Иван_Примеров", 2, 188),
    ("مثال_النسيم", 2, 151),
    ("Misty_Example", 2, 97),
    ("Bartholomew_Featherstonehaugh-Placeholder_of_Upper_Drizzle", 1, 64),
    ("홍길동", 1, 41),
    ("Testa_Rainwater", 1, 23),
    ("Jan_Modaal", 0, 9),
    ("newcomer.demo", 0, 2),
]


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
        username="admin", password=password, is_superuser=True, is_staff=True, is_moderator=True
    )
    told = [
        ImportedMember(name=name, trust_level=level, joined_at=now - timedelta(days=days))
        for name, level, days in PEOPLE
    ]
    members = import_members(members=told)
    return Cast(
        administrator, {name: row for (name, *_), row in zip(PEOPLE, members, strict=True)}, now
    )
