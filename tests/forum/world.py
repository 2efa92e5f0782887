"""Categories, topics and tags: see tests/architecture/world.py."""

from operator import attrgetter

from community.accounts.audiences.actions import form_group
from community.discussions.models import Tag, TagGroup
from community.discussions.reading.actions import watch_place
from community.discussions.tags.actions import form_tag_group, make_tag
from community.kernel.operations.roles import EVERYONE
from community.kernel.subjects import Subject
from forum.actions import set_permissions, start_topic
from forum.models import Category, Topic
from tests.architecture.world import makes
from tests.factories import CategoryFactory, TopicFactory, UserFactory

NOTHING = ["x"]
PARAMETERS = {
    "shard": [0], "order": ["latest"], "slug after 't'": NOTHING, "slug after 'c'": NOTHING,
    "kind after 'watches'": ["forum.category"],
}  # fmt: skip


@makes(Category, after=["c", "watches"], names={"category by name": attrgetter("slug")})
def category(world):
    """The first that everybody may read is called as in examples."""
    taken = Category.objects.filter(slug="public").exists()
    slug = f"room-{world.number()}-{world.word}" if world.audience or taken else "public"
    title = f"Room {world.word}"
    return CategoryFactory(audience=world.audience, title=title, slug=slug, by=world.admin)


@makes(Subject)
def place(world):
    return Subject("forum.category", world.get(Category).pk)


@makes(Topic, after=["t"])
def topic(world):
    return start_topic(
        category=world.get(Category), title=f"How do I pair it? {world.word}",
        source=f"It only blinks. {world.word}", tags=[_common(world)], by=world.owner,
    )  # fmt: skip


def _common(world) -> str:
    """The tag of all topics, private ones too. Everybody may know it."""
    if not Tag.objects.filter(name="bluetooth").exists():
        make_tag(name="bluetooth", description="By radio.", by=world.admin)
    return "bluetooth"


@makes(
    Tag,
    visible_to=EVERYONE,
    names={"tag by name": lambda _: "bluetooth", "name after 'tag'": lambda _: "bluetooth"},
)
def tag(world):
    """Without a private topic: what moderators do with a tag, they do with its topics."""
    made = make_tag(name=f"part-{world.number()}", description="A part.", by=world.admin)
    TopicFactory(tags=[made.name], by=world.owner)
    return made


@makes(TagGroup, visible_to=EVERYONE)
def tag_group(world):
    return form_tag_group(title=f"Parts {world.number()}", by=world.admin)


def grow(world):
    n, inside = world.number(), world.get(Category)
    tags = form_tag_group(title=f"Tools {n}", by=world.admin)
    used = make_tag(name=f"tool-{n}", description="A tool.", group=tags, by=world.admin)
    TopicFactory(category=inside, tags=[used.name], by=UserFactory())
    group = form_group(name=f"Helpers {n}", slug=f"helpers-{n}", by=world.admin)
    rows = [(one.group, one.action, one.value) for one in inside.permissions.all()]
    set_permissions(category=inside, rows=[*rows, (group, "moderate", "yes")], by=world.admin)
    elsewhere = CategoryFactory(by=world.admin)
    watch_place(kind="forum.category", object_id=elsewhere.pk, level=3, by=world.owner)
