"""The forum's part of the demonstration: places, the topics that lie in `topics/`, what the
administrator has read and follows, and what has just happened."""

from datetime import timedelta

from community.accounts.demo import Cast
from community.announcements.actions import make_announcement
from community.discussions.imports.actions.threads import announce_threads, reserve_numbers
from community.discussions.models import Tag
from community.discussions.models.reading import Level
from community.discussions.reading.actions import watch_place
from forum.actions_import import import_topics
from forum.demo.files import fill_files
from forum.demo.lately import fill_lately
from forum.demo.places import open_places
from forum.demo.texts import texts
from forum.models import KIND, Category, Topic

NEWS = "02-calibration-week"
NEWS_ENDS = timedelta(days=12)


def fill_forum(cast: Cast) -> None:
    """Open the categories and bring the topics in, with the times that they say."""
    categories = open_places(cast)
    numbers = _bring_topics(categories, cast)
    topic = Topic.objects.select_related("thread").get(pk=numbers[NEWS])
    make_announcement(
        text=f"Calibration week is on: [borrow a reference set]({topic.get_absolute_url()}) for"
        " three nights, and know by how much your station is wrong.",
        ends_at=cast.now + NEWS_ENDS,
        by=cast.administrator,
    )
    _follow(categories, cast)
    fill_files(cast, numbers)
    fill_lately(cast, numbers)


def _bring_topics(categories: dict[str, Category], cast: Cast) -> dict[str, int]:
    """Write them all at once; return each one's number by its file's name."""
    written = texts()
    reserved = reserve_numbers(len(written))
    numbers = {text.name: number for text, number in zip(written, reserved, strict=True)}
    topics = [text.topic(categories, numbers, cast) for text in written]
    posts_count = import_topics(topics=topics)
    announce_threads(
        kind=KIND, threads_count=len(topics), posts_count=posts_count, by=cast.administrator
    )
    return numbers


def _follow(categories: dict[str, Category], cast: Cast) -> None:
    """What the administrator said of whole places: of two categories, and of a tag."""
    chosen = [
        ("forum.category", categories["announcements"].pk, Level.WATCHING),
        ("forum.category", categories["support"].pk, Level.WATCHING_FIRST),
        ("forum.tag", Tag.objects.get(name="frost").pk, Level.TRACKING),
    ]
    for kind, pk, level in chosen:
        watch_place(kind=kind, object_id=pk, level=level, by=cast.administrator)
