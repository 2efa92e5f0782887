"""What the first start shows: every kind of content, and all of it true."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from community.accounts.models import Audience, ImportedBadge, Profile, Standing, TrustChange, User
from community.announcements.models import Announcement
from community.discussions.containers.actions import check_tags, repair_containers
from community.discussions.containers.policy import may_start
from community.discussions.kinds import kind_of
from community.discussions.models import Like, Post, ReadingDay, Revision, Tag, TagGroup, Thread
from community.discussions.models.reading import Level, Mention, Reading, Watch
from community.discussions.posts.actions.repair import repair_threads
from community.discussions.posts.actions.text import renewed
from community.discussions.tags.actions import repair_tags
from community.events.models import EventRecord
from community.kernel import markdown
from community.kernel.invariants import broken
from community.moderation.models import LogEntry, ReviewItem, WordFilter
from community.setup.demo import seed
from experience.recognition.ledger.actions_rebuild import rebuild
from experience.recognition.models import ReputationEntry, Score
from experience.recognition.trust.actions_levels import review_nightly
from forum.models import Category, Topic
from tests.handled import handled
from tests.setup_data.worlds import world

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demonstration")]

PLACES = {  # slug: that of the one it stands in
    "announcements": None, "general": None, "support": None, "power": "support",
    "firmware": "support", "features": None, "troubleshooting": None, "tutorials": None,
    "projects": None, "off-topic": None, "moderators": None,
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def commons(django_db_setup, django_db_blocker):
    with world(django_db_blocker):
        seed()
        yield


def member(name):
    return User.objects.get(username=name)


def place(slug):
    return Category.objects.get(slug=slug)


# -- people -----------------------------------------------------------------------------------
def test_nobody_but_the_administrator_can_sign_in():
    people = User.objects.filter(is_machine=False)
    assert [person.username for person in people if person.has_usable_password()] == ["admin"]
    for person in people:
        person.full_clean()


def test_every_trust_level_has_members_and_there_are_moderators():
    others = User.objects.filter(is_machine=False, is_superuser=False)
    levels = Counter(others.values_list("trust_level", flat=True))
    assert set(levels) == {0, 1, 2, 3, 4}
    assert min(levels.values()) >= 2
    assert others.filter(is_moderator=True).count() == 2
    assert not others.filter(is_staff=True).exists()


def test_every_member_has_a_page_that_opens(client):
    people = list(User.objects.filter(is_machine=False))
    for person in people:
        assert client.get(person.get_absolute_url()).status_code == 200, person
    assert max(len(person.username) for person in people) == 40
    assert Profile.objects.exclude(html="").count() >= 8
    assert len({person.time_zone for person in people}) >= 8
    drawn = [person.avatar for person in people if person.avatar]
    assert len(drawn) >= 3
    for name in drawn:
        assert client.get(reverse("avatar", args=[f"{name}-96.webp"])).status_code == 200


# -- standing ---------------------------------------------------------------------------------
def test_its_history_counts_and_counted_again_gives_the_same(as_):
    def points():
        return dict(User.objects.filter(is_machine=False).values_list("username", "reputation"))

    before = points()
    assert sum(points > 0 for points in before.values()) >= 15
    assert len({day for (day,) in Score.objects.filter(scope="").values_list("day")}) >= 30
    kinds = Score.objects.filter(scope__startswith="kind:").values_list("scope", flat=True)
    assert len(set(kinds)) >= 4
    notified = EventRecord.objects.filter(name="recognition.badge.awarded")
    assert not notified.exists()

    rebuild()

    assert points() == before
    page = as_(member("Erika_Mustermann")).get("/my/reputation/").content.decode()
    assert "as the solution" in page


def test_every_part_of_standing_is_shown():
    """A reversal, a level that was raised, a notice, badges that were imported."""
    handled()

    causes = set(ReputationEntry.objects.values_list("cause", flat=True))
    assert {"counted", "withdrawn"} <= causes
    [raised] = TrustChange.objects.all()
    assert (raised.member, raised.after) == (member("Jana_Nováková"), 2)
    [losing] = Standing.objects.filter(below_since__isnull=False)
    assert losing.member == member("Fulana_de_Tal")
    told = losing.member.notifications.values_list("type", flat=True)
    assert "recognition.demotion" in told
    assert ImportedBadge.objects.count() >= 3


@pytest.mark.parametrize("days", [0, 1, 8])
def test_the_first_nights_change_only_the_level_that_is_announced(days):
    review_nightly(today=timezone.now().date() + timedelta(days=days))

    announced = Standing.objects.filter(below_since__isnull=False)
    assert [row.member.username for row in announced] == ["Fulana_de_Tal"]
    assert TrustChange.objects.filter(after__lt=F("before")).count() == 0


def test_some_are_close_to_the_next_trust_level():
    days = ReadingDay.objects.filter(member=member("Testa_Rainwater"))
    assert days.count() == 13
    assert ReadingDay.objects.filter(is_told=False).count() == 0
    told = EventRecord.objects.filter(name="discussions.day.read").count()
    assert told == ReadingDay.objects.values("day").distinct().count()


# -- places -----------------------------------------------------------------------------------
def test_every_category_is_there_and_holds_something():
    rows = Category.objects.select_related("parent")
    assert {row.slug: row.parent and row.parent.slug for row in rows} == PLACES
    for row in rows:
        assert row.threads_count, row
    assert {row.slug for row in rows if row.has_solutions} == {
        "support", "power", "firmware", "troubleshooting",
    }  # fmt: skip
    assert "dunlin report" in place("support").template


def test_only_moderators_begin_announcements_and_all_members_the_rest():
    for person in User.objects.filter(is_machine=False, silenced_until=None):
        own = {row.slug for row in Category.objects.all() if may_start(person, row)}
        moderator = person.username in {"admin", "Gale_Sample", "Ola_Nordmann", "山田太郎"}
        away = set() if person.is_moderator else {"announcements"}
        away |= set() if moderator else {"moderators"}
        assert own == PLACES.keys() - away, person


def test_every_public_topic_opens_for_a_visitor_and_the_private_place_does_not(client):
    visitor = AnonymousUser()
    private = place("moderators")
    hidden = Thread.objects.filter(container_id=private.pk)
    assert private not in Category.objects.visible_to(visitor)
    assert client.get(private.get_absolute_url()).status_code == 404
    latest = client.get(reverse("forum:latest")).content.decode()
    for thread in hidden:
        assert client.get(thread.topic.get_absolute_url()).status_code == 404
        assert thread.title not in latest
    for thread in Thread.objects.visible_to(visitor):
        assert client.get(kind_of(thread).url(thread)).status_code == 200
    shown = Post.objects.visible_to(visitor).count()
    public = Thread.objects.filter(audience=Audience.PUBLIC_ID, deleted_at=None)
    assert not public & hidden
    assert shown == Post.objects.live().filter(thread__in=public).count()


def test_the_moderators_read_their_room(as_):
    private = place("moderators")
    assert as_(member("山田太郎")).get(private.get_absolute_url()).status_code == 200
    assert as_(member("Misty_Example")).get(private.get_absolute_url()).status_code == 404


def test_tags_have_a_group_other_names_and_the_rules_of_their_categories():
    assert TagGroup.objects.count() == 2
    assert Tag.objects.get(name="precipitation").synonym_of.name == "rain"
    assert place("troubleshooting").required_tag_groups.get().title == "Instrument"
    for topic in Topic.objects.select_related("category"):
        check_tags(thread=topic.thread, container=topic.category)
    assert Topic.objects.exclude(thread__tags=None).count() >= 30


# -- topics -----------------------------------------------------------------------------------
def test_it_shows_what_a_page_can_hold():
    posts, topics = list(Post.objects.all()), Topic.objects
    assert topics.count() >= 35
    assert max(len(post.path) for post in posts) >= 7
    assert any(post.was_withdrawn and post.replies_count for post in posts)
    assert any(not post.is_live and not post.was_withdrawn for post in posts)
    assert topics.exclude(solution=None).count() >= 8
    assert max(len(title) for title in Thread.objects.values_list("title", flat=True)) > 130
    for shown in (
        "<table", "<pre", "<blockquote", "<ol", "<ul", "<a href", "<s>", 'class="spoiler"',
        'class="fold"', 'type="checkbox"', 'class="notes"', 'class="quote"', 'class="mention"',
        "data-embed=", "<span>python</span>", "<span>javascript</span>", "<span>sql</span>",
        "<span>rust</span>", "<span>bash</span>", "<span>html</span>", "<span>toml</span>",
    ):  # fmt: skip
        assert any(shown in post.html for post in posts), shown
    assert any(re.search(r"\S{70}", post.source) for post in posts)
    assert any(re.match(r"[\u0600-\u06ff]", post.source) for post in posts)


def test_it_shows_every_state_of_a_topic_and_every_reaction():
    threads = Thread.objects
    assert threads.filter(is_pinned_everywhere=True).exists()
    assert threads.filter(pinned_at__isnull=False, is_pinned_everywhere=False).exists()
    assert threads.filter(closed_at__isnull=False, archived_at=None).exists()
    assert threads.filter(archived_at__isnull=False).exists()
    assert threads.filter(deleted_at__isnull=False).exists()
    assert threads.filter(posts_count__gt=60).exists()
    assert threads.filter(others_count=0, container_id=place("general").pk).exists()
    assert set(Like.objects.values_list("reaction", flat=True)) == set(Like.Reaction.values)
    assert Revision.objects.count() >= 3
    assert Mention.objects.exists()
    [news] = Announcement.objects.all()
    assert news.ends_at > timezone.now()


def test_a_second_page_of_the_long_topic_exists(client):
    long = Thread.objects.get(posts_count__gt=60)
    first = client.get(long.topic.get_absolute_url()).content.decode()
    [after] = set(re.findall(r"after=(\d+)", first))
    second = client.get(long.topic.get_absolute_url(), {"after": after}).content.decode()

    assert "At last a place that is wetter than mine" not in first
    assert "At last a place that is wetter than mine" in second


def test_its_times_are_in_order_and_not_in_the_future():
    now = timezone.now()
    for thread in Thread.objects.all():
        posts = list(thread.posts.order_by("number").select_related("author"))
        times = [post.created_at for post in posts]
        assert times == sorted(times), thread
        assert abs(thread.created_at - times[0]) < timedelta(seconds=1), thread
        newest = max(post.created_at for post in posts if post.is_live)
        assert abs(thread.bumped_at - newest) < timedelta(seconds=1), thread
        for post in posts:
            assert post.author.date_joined < post.created_at < now, post
    for like in Like.objects.select_related("post", "member"):
        assert like.member.date_joined <= like.created_at < now, like
        assert like.created_at > like.post.created_at
    assert len(set(Thread.objects.values_list("bumped_at", flat=True))) == Thread.objects.count()


def test_its_lists_look_alive():
    now = timezone.now()
    ages = [(now - bumped).days for bumped in Thread.objects.values_list("bumped_at", flat=True)]
    assert sum(age < 1 for age in ages) >= 6
    assert sum(age < 7 for age in ages) >= 14
    assert max(ages) > 90
    assert Thread.objects.filter(top_week__gt=0).count() >= 6
    written = Thread.objects.filter(created_at__lt=now - timedelta(hours=1))
    assert not written.filter(hot__lte=0).exists()  # later ones are scored when the relay runs


def test_nobody_likes_their_own_post():
    for post in Post.objects.prefetch_related("likes"):
        assert post.author_id not in {like.member_id for like in post.likes.all()}


def test_the_administrator_has_something_unread_something_new_and_something_read(as_):
    admin = member("admin")
    unread = as_(admin).get(reverse("forum:list_unread")).content.decode()
    new = as_(admin).get(reverse("forum:list_new")).content.decode()

    assert unread.count('<li class="row topic') >= 4
    assert new.count('<li class="row topic') >= 5
    readings = list(Reading.objects.filter(member=admin).select_related("thread"))
    assert any(row.last_read_number == row.thread.highest_number for row in readings)
    assert {row.level for row in readings} >= {Level.NORMAL, Level.TRACKING, Level.WATCHING}
    assert Watch.objects.filter(member=admin).count() == 3


# -- and all of it is true ----------------------------------------------------------------------
def test_what_is_counted_is_what_is_there():
    handled()

    assert broken() == []
    assert repair_threads() + repair_containers() + repair_tags() == []


def words_of(html):
    """Without the order of attributes, which is another each time that it is cleaned."""
    return sorted(re.findall(r"[^\s<>]+", html))


def test_what_is_stored_is_what_would_be_rendered_now():
    for post in Post.objects.select_related("author"):
        assert post.html_version == markdown.VERSION
        now = renewed(post.source, author=post.author).html
        assert words_of(post.html) == words_of(now)
    for profile in Profile.objects.all():
        assert words_of(profile.html) == words_of(markdown.render(profile.source))


def test_every_link_within_leads_somewhere(as_):
    texts = [*Post.objects.values_list("html", flat=True), Announcement.objects.get().html]
    links = {link for text in texts for link in re.findall(r'href="(/[^"#]*)', text)}
    staff = as_(member("admin"))

    assert len(links) >= 8
    for link in links:
        assert staff.get(link, follow=True).status_code == 200, link
    assert not [text for text in texts if re.search(r"\{\d\d-", text)]


def test_a_quote_says_what_the_quoted_post_says():
    quoted = 0
    quote = r'\[quote="([^,"]+), post:(\d+), topic:(\d+)"\]\n(.+?)\n\[/quote\]'
    for source in Post.objects.filter(source__contains="[quote=").values_list("source", flat=True):
        for name, number, thread, words in re.findall(quote, source, re.DOTALL):
            post = Post.objects.select_related("author").get(thread=thread, number=number)
            assert post.author.username == name
            assert words in post.source
            quoted += 1
    assert quoted >= 3


def test_the_administrator_is_notified_and_moderators_have_something_to_decide():
    handled()

    admin = User.objects.get(username="admin")
    told = set(admin.notifications.values_list("type", flat=True))
    assert {"discussions.mention", "discussions.reply", "discussions.reaction"} <= told
    waiting = set(ReviewItem.objects.open().values_list("type", flat=True))
    assert {"flag", "approval", "appeal"} <= waiting
    assert LogEntry.objects.filter(action__startswith="discussions.").count() >= 2
    assert WordFilter.objects.count() >= 2
