"""Who is notified of what happens in a thread."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.discussions.actions import (
    close_thread,
    edit_post,
    like_post,
    reply_to_thread,
    unlike_post,
)
from community.discussions.models import Tag, ThreadTag
from community.discussions.models.reading import Level, Quote, Watch
from community.discussions.notifying import subscribers as notifying
from community.discussions.queries import quotation
from community.discussions.reading.actions import (
    mark_all_read,
    mark_read,
    watch_place,
    watch_thread,
)
from community.discussions.reading.watching import watchers
from community.events.event import Event, subscribers
from community.events.models import EventRecord
from community.events.relay import Relay
from community.kernel.statements import sql_of
from community.notifications import registration
from community.notifications.actions import mute_notification
from community.notifications.models import Notification
from forum.actions import accept_answer
from tests.factories import (
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)
from tests.handled import handled
from tests.toykind.actions import send_letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_news_of_badges")]


@pytest.fixture
def thread():
    thread = TopicFactory().thread
    handled()
    return thread


@pytest.fixture(autouse=True)
def _without_badges(monkeypatch):
    """First posts and reactions earn badges, of which members are notified, too."""
    monkeypatch.setattr("experience.recognition.badges.subscribers.notify", lambda **_: None)


def told(member=None):
    """Types and reasons of what is shown, without the parts before the dot."""
    rows = Notification.objects.on_site().order_by("pk")
    if member:
        rows = rows.filter(member=member)
    return [(row.type.partition(".")[2], row.reason.partition(".")[2]) for row in rows]


def test_whoever_started_a_topic_is_notified_of_each_reply(thread):
    for _ in range(2):
        PostFactory(thread=thread)
    handled()

    assert told(thread.author) == [("post", "started")] * 2
    row = Notification.objects.latest("pk")
    assert str(row.subject) == f"discussions.post:{thread.posts.get(number=3).pk}"
    assert (str(row.context), row.position) == (f"forum.topic:{thread.pk}", 3)
    assert row.mail_due_at


def test_one_post_notifies_once_by_its_strongest_reason(thread):
    ana, bo, cy = [UserFactory(username=name) for name in ("ana", "bo", "cy")]
    for one in (ana, bo, cy):
        watch_thread(thread=thread, level=3, by=one)
    answered = PostFactory(thread=thread, by=bo)
    handled()
    Notification.objects.all().delete()

    PostFactory(thread=thread, parent=answered, source="@ana @bo look.")
    handled()

    assert told(ana) == [("mention", "mentioned")]
    assert told(bo) == [("mention", "mentioned")]
    assert told(cy) == [("post", "watching")]


def test_the_one_who_is_answered_and_the_one_who_is_quoted_are_notified(thread):
    ana, bo = UserFactory(), UserFactory()
    answered, quoted = PostFactory(thread=thread, by=ana), PostFactory(thread=thread, by=bo)
    handled()
    Notification.objects.all().delete()

    PostFactory(thread=thread, parent=answered, source=f"{quotation(quoted)}Yes.")
    handled()

    assert told(ana) == [("reply", "replied_to")]
    assert told(bo) == [("quote", "quoted")]


def test_nobody_is_notified_of_their_own_post(thread):
    reply_to_thread(thread=thread, source="Myself", by=thread.author)
    handled()

    assert told() == []


def test_a_new_topic_notifies_those_who_watch_its_category_or_tag():
    category = CategoryFactory()
    whole, first, tracking, by_tag = UserFactory.create_batch(4)
    for one, level in ((whole, 3), (first, 4), (tracking, 2)):
        watch_place(kind="forum.category", object_id=category.pk, level=level, by=one)
    tag = Tag.objects.create(name="frost", folded_name="frost")
    Watch.objects.create(member=by_tag, kind="forum.tag", object_id=tag.pk, level=4)

    thread = TopicFactory(category=category).thread
    ThreadTag.objects.create(thread=thread, tag=tag)
    PostFactory(thread=thread)
    handled()

    assert told(whole) == [("thread", "watched_container"), ("post", "watched_container")]
    assert told(first) == [("thread", "watched_container")]
    assert told(by_tag) == [("thread", "watched_tag")]
    assert told(tracking) == []
    places = {str(row.place) for row in Notification.objects.exclude(member=thread.author)}
    assert places == {f"forum.category:{category.pk}", f"forum.tag:{tag.pk}"}


def test_a_reading_that_follows_its_place_says_so(thread):
    member = UserFactory()
    watch_place(kind="forum.category", object_id=thread.container_id, level=3, by=member)
    mark_read(thread=thread, upto=1, ms=0, by=member)

    PostFactory(thread=thread)
    handled()

    assert told(member) == [("post", "watched_container")]
    assert Notification.objects.get(member=member).place.id == thread.container_id


@pytest.mark.parametrize("where", ["thread", "category"])
def test_what_is_muted_notifies_of_nothing(where, thread):
    ana = UserFactory(username="ana")
    if where == "thread":
        watch_thread(thread=thread, level=Level.MUTED, by=ana)
    else:
        place = {"kind": "forum.category", "object_id": thread.container_id}
        watch_place(**place, level=Level.MUTED, by=ana)

    PostFactory(thread=thread, source="@ana look.")
    handled()

    assert told(ana) == []


def test_a_thread_of_its_own_level_says_more_than_its_muted_category(thread):
    ana = UserFactory(username="ana")
    watch_place(kind="forum.category", object_id=thread.container_id, level=Level.MUTED, by=ana)
    watch_thread(thread=thread, level=Level.NORMAL, by=ana)

    PostFactory(thread=thread, source="@ana look.")
    handled()

    assert told(ana) == [("mention", "mentioned")]


def test_an_edit_notifies_whom_it_mentions_for_the_first_time(thread):
    ana = UserFactory(username="ana")
    post = PostFactory(thread=thread)
    handled()

    for source in ("@ana look.", "@ana @ana look!"):
        edit_post(post=post, by=post.author, source=source)
        handled()

    assert told(ana) == [("mention", "mentioned")]


def test_what_was_read_live_is_no_news(thread):
    post = PostFactory(thread=thread)
    mark_read(thread=thread, upto=post.number, ms=0, by=thread.author)
    handled()

    row = Notification.objects.get(member=thread.author)
    assert row.read_at
    assert row.mail_due_at is None


def test_reading_and_replying_read_what_is_before(thread):
    PostFactory(thread=thread), PostFactory(thread=thread)
    handled()
    mark_read(thread=thread, upto=2, ms=0, by=thread.author)
    assert [row.position for row in Notification.objects.unread()] == [3]

    reply_to_thread(thread=thread, source="Thanks.", by=thread.author)
    handled()
    assert not Notification.objects.unread().filter(member=thread.author).exists()


def test_marking_a_category_as_read_reads_its_notifications(thread):
    elsewhere = TopicFactory(by=thread.author).thread
    for one in (thread, elsewhere):
        PostFactory(thread=one)
    handled()

    mark_all_read(kind="forum.category", object_id=thread.container_id, by=thread.author)

    assert Notification.objects.unread().get(member=thread.author).context_id == elsewhere.pk


def test_of_one_batch_the_newest_has_the_highest_id(thread):
    PostFactory.create_batch(12, thread=thread)
    handled()

    rows = Notification.objects.filter(member=thread.author).order_by("pk")
    assert [row.position for row in rows] == list(range(2, 14))


def test_handed_over_again_a_batch_writes_nothing(thread):
    PostFactory(thread=thread)
    handled()
    before = list(Notification.objects.values())

    again(EventRecord.objects.filter(name="discussions.post.written"))

    assert list(Notification.objects.values()) == before


def again(records):
    events = [
        Event.types[row.name].read(row.payload, id=row.pk, occurred_at=row.occurred_at)
        for row in records
    ]
    subscribers["discussions.notify"](events)


def test_a_batch_is_one_insert_however_many_watch(thread):
    for one in UserFactory.create_batch(8):
        watch_thread(thread=thread, level=3, by=one)
    other = TopicFactory().thread
    handled()
    for one in (thread, thread, other):
        PostFactory(thread=one)

    with CaptureQueriesContext(connection) as captured:
        Relay().drain()

    sent = [sql_of(query["sql"]) for query in captured]
    assert len([sql for sql in sent if "INSERT INTO notifications_not" in sql]) == 1
    assert Notification.objects.filter(type="discussions.post").count() == 2 * 9 + 1


@pytest.mark.parametrize("seed", range(6))
def test_those_are_notified_who_watch(seed):
    """For random audiences, levels and places, the fan-out finds whom `watchers` finds."""
    pick = random.Random(seed)
    people = UserFactory.create_batch(12)
    audience = form_audience(
        kind=Audience.Kind.SHARED, members=pick.sample(people, 8), title="Team"
    )
    private = pick.random() < 0.7
    category = CategoryFactory(**({"audience": audience} if private else {}))
    author = next(one for one in people if not private or one.pk in members(audience))
    tag = Tag.objects.create(name="frost", folded_name="frost")
    for one in people:
        for kind, pk in (("forum.category", category.pk), ("forum.tag", tag.pk)):
            if (level := pick.choice([None, None, 0, 1, 2, 3, 4])) is not None:
                Watch.objects.create(member=one, kind=kind, object_id=pk, level=level)
    thread = TopicFactory(category=category, by=author).thread
    ThreadTag.objects.create(thread=thread, tag=tag)
    assert notified(thread) == set(watchers(thread, opens=True)) - {author}

    for one in pick.sample(people, 6):
        if not private or one.pk in members(audience):
            level = pick.choice([0, 1, 2, 3])
            watch_thread(thread=thread, level=level, by=one)
    reply_to_thread(thread=thread, source="More.", by=author)
    assert notified(thread) == set(watchers(thread)) - {author}


def members(audience):
    return set(audience.members.values_list("pk", flat=True))


def notified(thread):
    Notification.objects.all().delete()
    handled()
    return {row.member for row in Notification.objects.select_related("member")}


def test_every_type_and_reason_can_be_said():
    names = {"actor": "Ana", "subject": "Frost", "others": "4"}

    for one in registration.types():
        for sentence in (one.sentence, *one.sentences.values()):
            assert str(sentence) % names
        if one.merges:
            assert "Ana" in one.sentence_of_many(4) % names
    for reason in registration._reasons.values():
        assert str(reason.text) % {"place": "frost"}
        assert str(reason.mute_label)


# -- quotes ------------------------------------------------------------------------------------
def quote(post, name=None, number=None):
    name, number = name or post.author.username, number or post.number
    return f'[quote="{name}, post:{number}, topic:{post.thread_id}"]\nWords\n[/quote]\n\nYes.'


def test_a_quote_is_kept_of_whoever_wrote_such_a_post(thread):
    post = PostFactory(thread=thread)
    other = UserFactory()

    for source in (quote(post), quote(post, name=other.username), quote(post, number=99)):
        PostFactory(thread=thread, source=source)

    assert [row.member for row in Quote.objects.all()] == [post.author]


def test_quotes_within_quotes_and_of_oneself_are_not_kept(thread):
    post, within = PostFactory(thread=thread), PostFactory(thread=thread)
    nested = quote(post).replace("Words", quote(within))

    PostFactory(thread=thread, source=nested)
    PostFactory(thread=thread, source=quote(post), by=post.author)

    assert [row.member for row in Quote.objects.all()] == [post.author]


def test_nobody_is_quoted_from_what_the_quoting_member_may_not_read(thread):
    letter = send_letter(to=UserFactory(), title="T", source="S", by=UserFactory()).thread

    PostFactory(thread=thread, source=quote(letter.posts.get(number=1)))

    assert not Quote.objects.exists()


def test_an_edit_takes_a_quote_out(thread):
    post = PostFactory(thread=thread)
    quoting = PostFactory(thread=thread, source=quote(post))

    edit_post(post=quoting, by=quoting.author, source="Nothing of it.")

    assert not Quote.objects.exists()


# -- reactions, solutions, states --------------------------------------------------------------
def test_reactions_of_a_post_are_one_row(thread):
    post, ana, bo = PostFactory(thread=thread), UserFactory(), UserFactory()
    for one in (ana, bo):
        like_post(post=post, by=one)
    handled()
    like_post(post=post, by=ana, reaction="insight")
    handled()

    assert told(post.author) == [("reaction", "your_post")]
    assert Notification.objects.get(member=post.author).actors == [ana.pk, bo.pk]

    unlike_post(post=post, by=bo)
    handled()
    assert Notification.objects.get(member=post.author).actors == [ana.pk]


def test_what_was_liked_and_unliked_meanwhile_notifies_nobody(thread):
    post, ana = PostFactory(thread=thread), UserFactory()
    like_post(post=post, by=ana)
    unlike_post(post=post, by=ana)
    handled()
    assert told(post.author) == []

    for change in (like_post, unlike_post, like_post):
        change(post=post, by=ana)
    handled()
    assert told(post.author) == [("reaction", "your_post")]


def test_a_solution_notifies_its_author_and_those_who_watch(thread):
    post, watching = PostFactory(thread=thread), UserFactory()
    watch_thread(thread=thread, level=3, by=watching)
    handled()
    Notification.objects.all().delete()

    accept_answer(post=post, by=thread.author)
    handled()

    assert told(post.author) == [("accepted", "your_answer")]
    assert told(watching) == [("solved", "watching")]
    assert told(thread.author) == []


def test_a_change_of_state_by_somebody_else_notifies(thread):
    close_thread(thread=thread, by=ModeratorFactory())
    handled()

    assert told(thread.author) == [("state", "started")]
    row = Notification.objects.get(member=thread.author)
    assert row.facts == {"state": "closed"}
    assert str(row.subject) == f"forum.topic:{thread.pk}"


def test_whoever_stopped_watching_hears_of_no_state(thread):
    watch_thread(thread=thread, level=Level.NORMAL, by=thread.author)

    close_thread(thread=thread, by=ModeratorFactory())
    handled()

    assert told(thread.author) == []


def test_every_kind_notifies_without_a_word(thread):
    letter = send_letter(to=(reader := UserFactory()), title="T", source="S", by=UserFactory())
    handled()
    assert told(reader) == [("letter", "")]

    reply_to_thread(thread=letter.thread, source="Hello.", by=reader)
    handled()
    assert told(letter.thread.author) == [("post", "started")]


# -- one click on the reason -------------------------------------------------------------------
def test_a_click_on_the_reason_stops_it(thread):
    ana = UserFactory(username="ana")
    watch_place(kind="forum.category", object_id=thread.container_id, level=3, by=ana)
    PostFactory(thread=thread)
    handled()
    mute_notification(notification=Notification.objects.get(member=ana), by=ana)
    PostFactory(thread=thread)
    handled()
    assert told(ana) == [("post", "watched_container")]

    PostFactory(thread=thread, source="@ana look.")
    handled()
    mute_notification(notification=Notification.objects.filter(member=ana).latest("pk"), by=ana)
    PostFactory(thread=thread, source="@ana again.")
    handled()
    assert told(ana) == [("post", "watched_container"), ("mention", "mentioned")]


def test_whoever_stops_watching_is_still_notified_when_mentioned(thread):
    PostFactory(thread=thread)
    handled()
    author = thread.author
    mute_notification(notification=Notification.objects.get(member=author), by=author)

    PostFactory(thread=thread)
    PostFactory(thread=thread, source=f"@{author.username} look.")
    handled()

    assert told(author) == [("post", "started"), ("mention", "mentioned")]


def test_watchers_are_found_once_for_all_posts_of_a_batch(thread, monkeypatch):
    asked = []
    monkeypatch.setattr(notifying, "notify_from", lambda *, candidates: asked.append(candidates))
    PostFactory.create_batch(3, thread=thread)
    again(EventRecord.objects.filter(name="discussions.post.written"))

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {asked[0].sql}", asked[0].values)
        plan = " ".join(line for (line,) in cursor.fetchall())

    assert "CTE concerned" in plan
    assert "CTE found" in plan
