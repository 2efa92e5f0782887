"""What every run does, whatever the source: a small one of our own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience, User
from community.discussions.models import Post, Thread
from community.kernel import markdown
from community.kernel.invariants import broken
from community.kernel.progress import left, line
from community.setup.importing.cutting import fitted, rest
from community.setup.importing.records import (
    SourceAuthor,
    SourceCategory,
    SourceMember,
    SourcePost,
    SourceTopic,
    Unreadable,
)
from community.setup.importing.run import Run, one_at_a_time
from community.setup.importing.stackexchange_rows import Sound
from forum.models import Category
from tests.factories import CategoryFactory, UserFactory

AT = datetime(2014, 5, 6, 7, tzinfo=UTC)


class Small:
    """A source with what it is given."""

    site = "small"

    def __init__(self, *topics, members=()):
        self._topics, self._members = topics, members

    def members(self):
        return iter(self._members)

    def topics(self):
        return iter(self._topics)

    def badges(self):
        return iter(())

    def topics_count(self):
        return len(self._topics)

    def whom(self, name, topic):
        return {"Ana": 5, "Gone": 6}.get(name)


def post(key, **told):
    known = {
        "kind": "answer" if key % 100 else "question",
        "where": f"row {key}",
        "author": SourceAuthor(name="Somebody"),
        "source": f"Text {key}.",
        "created_at": AT + timedelta(minutes=key),
    }
    return SourcePost(key=key, **known | told)


def topic(key, *replies, **told):
    return SourceTopic(key=key, posts=[post(key), *replies], **{"title": f"Topic {key}"} | told)


def ran(source):
    lines = []
    run = Run(source, category_slug="small", complain=lines.append, progress=lambda *_: None)
    return run.run(), lines


@pytest.mark.django_db
def test_topics_go_into_the_categories_that_they_name():
    above = SourceCategory(slug="above", title="Above", description="High up")
    below = SourceCategory(slug="below", title="Below", parent_slug="above")

    ran(Small(topic(100, category=above), topic(200, category=below), topic(300)))

    assert Category.objects.get(slug="above").description == "High up"
    assert Category.objects.get(slug="below").parent.slug == "above"
    titles = dict(Thread.objects.values_list("title", "topic__category__slug"))
    assert titles == {"Topic 100": "above", "Topic 200": "below", "Topic 300": "small"}
    assert broken() == []


@pytest.mark.django_db
def test_a_new_category_is_read_by_whom_reads_the_one_above_it():
    readers = form_audience(kind=Audience.Kind.SHARED, members=[UserFactory()], title="Team")
    team = CategoryFactory(slug="team", audience=readers)
    below = SourceCategory(slug="below", title="Below", parent_slug="team")

    ran(Small(topic(100, category=below)))

    assert Category.objects.get(slug="below").audience == team.audience
    assert Thread.objects.get().audience == team.audience


@pytest.mark.django_db
def test_what_answers_an_unusable_post_is_told_of_and_the_rest_stays():
    empty = post(101, source=" \u200b", parent=0)
    under = post(102, parent=1)
    deeper = post(103, parent=2)
    good = post(104, parent=0)

    tally, lines = ran(Small(topic(100, empty, under, deeper, good, accepted=4)))

    assert lines == [
        "row 101: no text",
        "row 102: the post that it replies to was skipped",
        "row 103: the post that it replies to was skipped",
    ]
    assert (tally.topics, tally.posts) == (1, 2)
    assert Thread.objects.get().topic.solution == Post.objects.get(number=2)
    assert Post.objects.get(number=2).source == "Text 104."


@pytest.mark.django_db
def test_a_character_that_cannot_be_kept_is_told():
    _tally, lines = ran(Small(topic(100, post(101, source="a\0b", parent=0), title="T\0itle")))

    assert lines == ["row 101: its text contains a character that cannot be stored"]
    assert Thread.objects.get().title == "Title"


@pytest.mark.django_db
def test_a_post_that_is_new_in_a_topic_that_is_here_is_told():
    ran(Small(topic(100, post(101, parent=0))))

    tally, lines = ran(Small(topic(100, post(101, parent=0), post(102, parent=0))))

    assert lines == ["row 102: new in a topic that was imported before, not added"]
    assert (tally.topics, tally.posts) == (0, 0)


@pytest.mark.django_db
def test_a_thread_that_begins_earlier_in_a_later_archive_is_told_and_stays_as_it_is():
    ran(Small(topic(200, post(201, parent=0))))

    tally, lines = ran(Small(topic(100, post(150, parent=0), post(201, parent=1))))

    assert (tally.topics, tally.posts) == (0, 0)
    assert lines == ["row 100: its replies were imported before as another topic, not added"]
    assert Thread.objects.count() == 1


@pytest.mark.django_db
def test_whoever_has_an_account_is_not_mixed_up_with_a_name():
    member = SourceMember(key=5, name="Somebody")
    mine = replace(post(101, parent=0), author=SourceAuthor(key=5, name="Somebody"))

    ran(Small(topic(100, mine), members=[member]))

    authors = list(Post.objects.order_by("number").values_list("author__is_active", flat=True))
    assert authors == [False, True]
    assert User.objects.filter(folded_username__startswith="somebody").count() == 2


@pytest.mark.django_db
def test_a_name_leads_to_who_bore_it_there_and_never_to_a_member_of_today():
    today = UserFactory(username="Ana")
    UserFactory(username="Gone")
    members = [SourceMember(key=5, name="Ana"), SourceMember(key=7, name="Bo", bio="Of @Ana.")]
    text = "@Ana, @Gone, @Bo: `@Ana`"

    ran(Small(topic(100, post(101, parent=0, source=text)), members=members))

    there = User.objects.get(username="Ana-5")
    answer = Post.objects.get(number=2)
    assert answer.source == r"@Ana-5, \@Gone, \@Bo: `@Ana`"
    assert answer.html.count("<a ") == 1
    assert there.get_absolute_url() in answer.html
    assert User.objects.get(username="Bo").profile.source == r"Of \@Ana."
    assert today.get_absolute_url() + '"' not in answer.html


@pytest.mark.django_db
def test_a_name_that_is_taken_gets_a_short_number():
    UserFactory(username="Ana")
    members = [SourceMember(key=key, name=name) for key, name in [(2**62 + 7, "Ana"), (6, "ana")]]
    members.append(SourceMember(key=2**61, name="!"))

    ran(Small(members=members))

    names = set(User.objects.filter(is_machine=False).values_list("username", flat=True))
    assert names == {"Ana", "Ana-7911", "ana-6", "user3952"}


@pytest.mark.parametrize(
    ("source", "closes"),
    [
        ("word " * 7000, ""),
        ("[quote=a]\n```\n" + "code\n" * 7000, "\n```\n[/quote]"),
        ("> ~~~\n" + "> code\n" * 7000, "\n~~~"),
    ],
)
def test_what_is_open_where_a_text_is_cut_is_closed(source, closes):
    said = fitted(source, "https://old.example/1")

    assert len(said) <= markdown.LONGEST
    assert said.endswith(f"{closes}\n\n{rest('https://old.example/1')}")


@pytest.mark.django_db(transaction=True)
def test_one_site_moves_in_at_a_time(in_threads):
    def held():
        try:
            with one_at_a_time("small"):
                return ran(Small(topic(100)))[0].topics
        except Unreadable as why:
            return str(why)

    with one_at_a_time("small"):
        [said] = in_threads([held])

    assert said == "another import of small is running"


# -- how far it is ----------------------------------------------------------------------------
def test_the_bar_tells_the_share_and_the_time_that_is_left():
    assert line("Reading", 0.5, 1) == f"{'Reading':<22} [{'#' * 12}{'.' * 12}]  50%"
    assert line("Reading", 0.25, 60).endswith(" 25%, 3 min left")
    assert line("Reading", 7, 60).endswith("] 100%")
    assert (left(20), left(5400)) == ("20 s", "1 h 30 min")


# -- XML ----------------------------------------------------------------------------------------
class Chunks:
    def __init__(self, data, size):
        self.data, self.size = data, size

    def read(self, _size):
        taken, self.data = self.data[: self.size], self.data[self.size :]
        return taken


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_forbidden_characters_are_replaced_wherever_the_file_is_cut(size):
    data = "a&#0;b&amp;&#x1F;c&#xA;d&#55296;e\x01&#x110000;\u00e9 & f".encode() + b"\xff&#65;"

    file, found = Sound(Chunks(data, size)), b""
    while part := file.read(size):
        found += part

    assert found.decode() == "a\ufffdb&amp;\ufffdc&#xA;d\ufffde\ufffd\ufffd\u00e9 & f\ufffd&#65;"
