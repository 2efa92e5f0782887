"""Which lists there are: what each holds, and in which order."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet
from django.utils.translation import pgettext_lazy

from community.discussions.kinds import Kind
from community.discussions.lists.scope import Scope
from community.discussions.models import Post, Thread
from community.discussions.models.reading import Level, Reading, UnreadHint
from community.kernel.languages import Text

Rows = QuerySet[Thread]


class Follows(Func):
    """Whether a thread is among those that the member tracks or watches.

    Spelt as a list that is read first: as a join, the planner hopes to meet them early among the
    latest threads, and walks through all of them for somebody who has read what they follow.
    """

    template = f"""%(expressions)s = ANY(ARRAY(
        SELECT thread_id FROM discussions_reading
        WHERE member_id = %(member)d AND level >= {Level.TRACKING:d}
    ))"""  # noqa: S608 - a number of ours
    output_field = BooleanField()


class MayBeUnread(Func):
    """Whether a thread is among those that the member follows and that may be unread: the ones
    whose hint says so, and those of which the hints do not know the newest posts yet.

    The level is asked apart from the rows that these are joined with, so that they are found by
    member and thread, and not among all who follow a thread.
    """

    template = f"""%(expressions)s = ANY(ARRAY(
        SELECT thread_id FROM discussions_reading
        WHERE member_id + 0 = %(member)d AND level >= {Level.TRACKING:d}
            AND unread_hint > {UnreadHint.NO:d}
        UNION ALL
        SELECT id FROM discussions_thread AS grown WHERE has_outdated_hints AND (
            SELECT level FROM discussions_reading
            WHERE member_id = %(member)d AND thread_id = grown.id
        ) >= {Level.TRACKING:d}
    ))"""  # noqa: S608 - numbers of ours
    output_field = BooleanField()


@dataclass(frozen=True, kw_only=True)
class Order:
    """One list. `keys` are descending, as an index has them, and the last is unique."""

    name: str
    title: Text
    rows: Callable[[Scope], Rows]
    keys: tuple[str, ...] = ("bumped_at", "id")
    is_personal: bool = False
    for_solutions: bool = False  # only where the kind has solutions
    by_day: str = ""  # the time whose days stand above the rows
    about: str  # what programs are told of it

    def empty_of(self, kind: Kind) -> tuple[str, str]:
        """What its page says where it is empty, and how it is filled."""
        title, text = kind.texts.empty[self.name]
        return str(title), str(text)

    def keys_of(self, scope: Scope) -> list[str]:
        return [key.format(period=scope.period) for key in self.keys]


def named(text: str, kind: Kind) -> str:
    """A description for programs, with the kind's names in it."""
    label, plural = kind.label, kind.plural
    container = kind.lists.container_label
    return text.format(
        thread=label, threads=plural, Threads=plural.capitalize(), container=container
    )


def orders_of(kind: Kind) -> dict[str, Order]:
    """The lists that a kind has."""
    return {
        name: order
        for name, order in ORDERS.items()
        if kind.lists.has_solutions or not order.for_solutions
    }


def latest(scope: Scope) -> Rows:
    return scope.unmuted(scope.threads())


def top(scope: Scope) -> Rows:
    return scope.unmuted(scope.threads()).filter(**{f"top_{scope.period}__gt": 0})


def new(scope: Scope) -> Rows:
    """Begun lately, never opened, not dismissed."""
    opened = Reading.objects.filter(member=scope.viewer.pk, thread=OuterRef("pk"))
    rows = scope.threads().filter(~Exists(opened), created_at__gt=scope.new_since)
    for pk, at in scope.dismissed.items():
        rows = rows.exclude(container_id=pk, created_at__lte=at)
    return scope.unmuted(rows)


def unread(scope: Scope) -> Rows:
    """With posts after the last one read, of which one at least is still there."""
    since = Post.objects.live().filter(
        thread=OuterRef("pk"), number__gt=OuterRef("readings__last_read_number")
    )
    return scope.threads().filter(
        Q(MayBeUnread(F("pk"), member=scope.viewer.pk)),
        Q(posts_count=F("highest_number")) | Q(Exists(since)),
        readings__member=scope.viewer.pk,
        readings__last_read_number__lt=F("highest_number"),
    )


def unanswered(scope: Scope) -> Rows:
    return scope.unmuted(scope.threads()).filter(others_count=0)


def needs_solution(scope: Scope) -> Rows:
    """Open ones without an answer, where answers are accepted."""
    rows = scope.threads().filter(solved_at=None, closed_at=None, archived_at=None)
    without = [row.pk for row in scope.containers if not row.has_solutions]
    return scope.unmuted(rows.exclude(Q(container_id__in=without)) if without else rows)


def following(scope: Scope) -> Rows:
    return scope.threads().filter(Q(Follows(F("pk"), member=scope.viewer.pk)))


ORDERS = {
    order.name: order
    for order in [
        Order(
            name="latest",
            title=pgettext_lazy("a list", "Latest"),
            rows=latest,
            by_day="bumped_at",
            about="{Threads} with the newest activity first.",
        ),
        Order(
            name="unread",
            title=pgettext_lazy("a list", "Unread"),
            rows=unread,
            is_personal=True,
            by_day="bumped_at",
            about="{Threads} that the caller tracks or watches, with unread posts.",
        ),
        Order(
            name="new",
            title=pgettext_lazy("a list", "New"),
            rows=new,
            keys=("created_at", "id"),
            is_personal=True,
            by_day="created_at",
            about="{Threads} of the last two days that the caller has not opened.",
        ),
        Order(
            name="hot",
            title=pgettext_lazy("a list", "Hot"),
            rows=latest,
            keys=("hot", "id"),
            about="{Threads} with much recent activity.",
        ),
        Order(
            name="top",
            title=pgettext_lazy("a list", "Top"),
            rows=top,
            keys=("top_{period}", "id"),
            about="The best {threads} of a period.",
        ),
        Order(
            name="unanswered",
            title=pgettext_lazy("a list", "Unanswered"),
            rows=unanswered,
            by_day="bumped_at",
            about="{Threads} that nobody but their author has replied to.",
        ),
        Order(
            name="needs-solution",
            title=pgettext_lazy("a list", "Needs solution"),
            rows=needs_solution,
            for_solutions=True,
            by_day="bumped_at",
            about="Open {threads} without a solution, where the {container} has solutions enabled.",
        ),
        Order(
            name="following",
            title=pgettext_lazy("a list", "Following"),
            rows=following,
            is_personal=True,
            by_day="bumped_at",
            about="{Threads} that the caller tracks or watches.",
        ),
    ]
}
