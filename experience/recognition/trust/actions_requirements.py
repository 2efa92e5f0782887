"""What trust levels require, as data."""

from experience.recognition.models import TrustRequirement

WINDOW = 100  # days

# level, measure, threshold, days: those of large forums. Level 3 differs from theirs in that it
# asks for topics of the categories that a member follows or opens, not of all.
SHIPPED: list[tuple[int, str, int, int | None]] = [
    (1, "discussions.topics_entered", 5, None),
    (1, "discussions.posts_read", 30, None),
    (1, "discussions.minutes_read", 10, None),
    (2, "discussions.topics_entered", 20, None),
    (2, "discussions.posts_read", 100, None),
    (2, "discussions.minutes_read", 60, None),
    (2, "discussions.days_visited", 15, None),
    (2, "recognition.likes_given", 1, None),
    (2, "recognition.likes_received", 1, None),
    (2, "recognition.topics_replied_to", 3, None),
    (3, "discussions.days_visited", 40, WINDOW),
    (3, "recognition.topics_replied_to", 10, WINDOW),
    (3, "discussions.share_of_topics_read", 25, WINDOW),
    (3, "recognition.likes_received", 20, WINDOW),
    (3, "recognition.likers", 5, WINDOW),
    (3, "recognition.days_liked", 7, WINDOW),
    (3, "recognition.likes_given", 15, WINDOW),
    (3, "moderation.flags_agreed", 5, WINDOW),
    (3, "moderation.sanctions", 0, 180),
]


def ensure_requirements() -> None:
    """What the product ships, on a fresh database; what administrators changed stays."""
    known = set(TrustRequirement.objects.values_list("level", "measure"))
    TrustRequirement.objects.bulk_create(
        TrustRequirement(level=level, measure=measure, threshold=threshold, window_days=days)
        for level, measure, threshold, days in SHIPPED
        if (level, measure) not in known
    )
