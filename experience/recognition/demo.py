"""Recognition's part of the demonstration: standing that has grown over its history."""

from collections.abc import Iterator
from datetime import UTC, timedelta

from community.accounts.demo import Cast
from community.accounts.imports.actions import GivenBadge, import_badges
from community.accounts.standing.registration import Tier
from community.discussions.imports.actions.records import ImportedReadingDay
from experience.recognition.actions_demo import tell_history
from experience.recognition.boards.actions import refresh_boards
from experience.recognition.trust.actions_levels import review_levels
from forum.models import Category

# What contributions in a category count for.
KINDS = {"tutorials": "education", "troubleshooting": "testing", "features": "feedback"}

# name: since how many days ago, on each how many-th of them, and what on such a day: topics that
# are opened for the first time, posts, minutes
READERS = {
    "admin": (48, 1, 1, 9, 11),
    "Gale_Sample": (98, 1, 1, 14, 16),
    "Erika_Mustermann": (98, 2, 1, 10, 12),
    "山田太郎": (98, 2, 1, 8, 9),
    "Fulana_de_Tal": (196, 4, 1, 7, 8),  # less than level 3 requires
    "Misty_Example": (60, 3, 2, 9, 8),
    "Jana_Nováková": (37, 1, 1, 12, 15),  # some days from level 3
    "Matti_Meikäläinen": (50, 4, 2, 6, 5),
    "Testa_Rainwater": (13, 1, 2, 9, 6),  # two days from level 2
    "Deniz_Örnek": (20, 4, 1, 6, 4),
    "Jan_Modaal": (8, 2, 1, 5, 2),  # almost at level 1
}

# Awarded on the site that some came from: name, level, member, how many days ago.
SITE = "rain.example"
BADGES = [
    ("Yearling", Tier.SILVER, "Ola_Nordmann", 540),
    ("Guru", Tier.GOLD, "Ola_Nordmann", 502),
    ("Yearling", Tier.SILVER, "Gale_Sample", 655),
    ("Teacher", Tier.BRONZE, "Erika_Mustermann", 480),
]
NOTICED = 5  # days ago, that level 3 will be lost


def fill_standing(cast: Cast) -> None:
    """Tell what the history of posts, reactions and solutions is worth, and who read how much."""
    kinds = {
        category.pk: KINDS[category.slug]
        for category in Category.objects.filter(slug__in=KINDS).order_by("pk")
    }
    tell_history(reading=list(_reading(cast)), kinds=kinds, by=cast.administrator, now=cast.now)
    today = cast.now.astimezone(UTC).date()
    _import_badges(cast)
    review_levels(member_ids=[cast["Jana_Nováková"].pk], today=today)
    review_levels(member_ids=[cast["Fulana_de_Tal"].pk], today=today - timedelta(days=NOTICED))
    refresh_boards(today=today)


def _import_badges(cast: Cast) -> None:
    badges = [
        GivenBadge(
            key=key, member_id=cast[name].pk, name=badge, level=tier,
            given_at=cast.now - timedelta(days=days),
        )
        for key, (badge, tier, name, days) in enumerate(BADGES)
    ]  # fmt: skip
    import_badges(site=SITE, badges=badges)


def _reading(cast: Cast) -> Iterator[ImportedReadingDay]:
    today = cast.now.astimezone(UTC).date()
    for name, (since, every, threads, posts, minutes) in READERS.items():
        for ago in range(since, 0, -every):
            yield ImportedReadingDay(
                member_id=cast[name].pk, day=today - timedelta(days=ago), threads=threads,
                posts=posts, minutes=minutes,
            )  # fmt: skip
