"""The feedback panel of the widget: suggest an idea or report a bug, and vote."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.discussions.containers.policy import may_start
from community.kernel import formats
from community.kernel.accepted import Accepted
from community.kernel.addresses import address
from community.widget.registration import InvalidValue, Json, Option, Panel, Visit, register
from feedback.ideas.actions import submit_idea
from feedback.ideas.queries import similar_ideas
from feedback.models import OPEN, Board, BoardSettings, Idea
from feedback.policy import may_vote
from feedback.votes.actions import cast_vote, withdraw_vote
from feedback.votes.queries import budget_of, own_values

TOP, OWN = 15, 10
LONGEST_TITLE, LONGEST_TEXT = 200, 20_000  # characters that the form takes
SHORTEST_TYPED = 3


def boards() -> Sequence[tuple[int, str]]:
    """Every board, for administrators to choose one for a site."""
    return [(board.pk, board.title) for board in Board.objects.order_by("title", "pk")]


def describe(visit: Visit) -> Json:
    """The form, the board's top ideas and the viewer's own, as far as the viewer may see them."""
    board = _board(visit)
    may_write = visit.is_identified and _may_submit(visit, board)
    told: Json = {
        "lists": [_top(visit, board), *_own(visit, board)],
        "links": [
            {"label": gettext("All ideas"), "url": _board_url(board)},
            {"label": gettext("Roadmap"), "url": address("feedback:roadmap")},
        ],
    }
    if may_write:
        told["form"] = _form(board)
    elif not visit.is_identified:
        told["intro"] = gettext("Sign in to suggest an idea or to vote.")
        url = f"{reverse('account_login')}?{urlencode({'next': _board_url(board)})}"
        told["intro_link"] = {"label": gettext("Sign in"), "url": url}
    else:
        told["intro"] = gettext("You cannot suggest ideas at the moment.")
    return told


def submit(visit: Visit, values: Mapping[str, Any]) -> Json:
    """Submit what the form has. It is published at once, or waits for approval."""
    board, said = _board(visit), _texts(values, "kind", "title", "source", "once")
    if said["kind"] not in _kinds(board):
        raise InvalidValue
    result = submit_idea(
        board=board, title=said["title"], source=said["source"], kind=said["kind"],
        once=said["once"], by=visit.member,
    )  # fmt: skip
    if isinstance(result, Accepted):
        return {"message": gettext("Thank you. It will appear once a moderator has approved it.")}
    return {
        "message": gettext("Thank you. You can follow it here."),
        "url": result.get_absolute_url(),
    }


def similar(visit: Visit, text: str) -> list[Json]:
    """Ideas of the board that are like the title that is being typed."""
    if len(text.strip()) < SHORTEST_TYPED:
        return []
    return _items(visit, similar_ideas(visit.viewer, text, _board(visit)))


def vote(visit: Visit, item: int, values: Mapping[str, Any]) -> Json:
    """Vote for an idea, or withdraw the vote, as `on` says."""
    idea = _ideas(visit, _board(visit)).get(pk=item)
    is_on = values.get("on")
    if not isinstance(is_on, bool):
        raise InvalidValue
    if is_on:
        cast_vote(idea=idea, value=1, by=visit.member)
    else:
        withdraw_vote(idea=idea, by=visit.member)
    [told] = _items(visit, [_ideas(visit, _board(visit)).get(pk=item)])
    if not idea.is_bug:  # votes on bugs cost nothing
        told["note"] = f"{told['note']} · {_left(visit, idea.board_id)}"
    return told


def _left(visit: Visit, board_id: int) -> str:
    left = budget_of(visit.member, board_id).remaining
    told = ngettext("%(count)s vote left", "%(count)s votes left", left)
    return told % {"count": formats.number(left)}


def _texts(values: Mapping[str, Any], *names: str) -> dict[str, str]:
    """What was sent by these names, each a text. Raises InvalidValue."""
    said = {name: values.get(name, "") for name in names}
    if not all(isinstance(text, str) for text in said.values()):
        raise InvalidValue
    return said


def _board(visit: Visit) -> Board:
    """The site's board. Raises ObjectDoesNotExist, also if the viewer may not see it."""
    rows = Board.objects.visible_to(visit.viewer)
    found: Board = rows.get(pk=visit.options.get("board") or 0)
    return found


def _board_url(board: Board) -> str:
    return address("feedback:container", board.slug, board.pk)


def _may_submit(visit: Visit, board: Board) -> bool:
    """Whether the form is shown: also to people who are no members yet. The action decides."""
    return not isinstance(visit.viewer, User) or may_start(visit.viewer, board)


def _kinds(board: Board) -> dict[str, str]:
    """What can be submitted, with the labels."""
    accepts_bugs = BoardSettings.objects.filter(board=board.pk, accepts_bugs=True).exists()
    kinds = {Idea.Kind.FEATURE.value: gettext("Idea")}
    if accepts_bugs:
        kinds[Idea.Kind.BUG.value] = gettext("Bug")
    return kinds


def _form(board: Board) -> Json:
    kinds = [[value, label] for value, label in _kinds(board).items()]
    fields: list[Json] = [
        {
            "name": "title", "label": gettext("Title"), "kind": "text", "required": True,
            "max": LONGEST_TITLE, "similar": True,
        },
        {
            "name": "source", "label": gettext("Description"), "kind": "textarea",
            "required": True, "max": LONGEST_TEXT,
        },
    ]  # fmt: skip
    choice = {"name": "kind", "label": gettext("Type"), "kind": "choice", "options": kinds}
    return {
        "title": gettext("Suggest an idea"),
        "submit": pgettext("verb", "Submit"),
        "fields": [choice, *fields],
    }


def _ideas(visit: Visit, board: Board) -> Any:
    """Public ones and the viewer's own. What the board's team sees beside them is not for the
    scripts of another product's pages."""
    shown = Q(is_private=False)
    if isinstance(visit.viewer, User):
        shown |= Q(thread__author=visit.viewer)
    rows = Idea.objects.visible_to(visit.viewer).listed().filter(shown, board=board.pk)
    return rows.select_related("thread", "status").order_by("-score", "-pk")


def _top(visit: Visit, board: Board) -> Json:
    rows = _ideas(visit, board).filter(category__in=OPEN)[:TOP]
    return {
        "title": gettext("Top ideas"),
        "empty": gettext("No ideas yet. Suggest the first one."),
        "items": _items(visit, rows),
    }


def _own(visit: Visit, board: Board) -> list[Json]:
    """What the viewer has submitted, whatever became of it."""
    if not isinstance(visit.viewer, User):
        return []
    rows = _ideas(visit, board).filter(thread__author=visit.viewer).order_by("-pk")[:OWN]
    items = _items(visit, rows)
    return [{"title": gettext("Your ideas"), "items": items}] if items else []


def _items(visit: Visit, ideas: Iterable[Idea]) -> list[Json]:
    """With the viewer's votes, in one query."""
    ideas = [*ideas]
    own = own_values(visit.viewer, [idea.pk for idea in ideas])
    return [_item(visit, idea, own.get(idea.pk, 0)) for idea in ideas]


def _item(visit: Visit, idea: Idea, own: int) -> Json:
    if not isinstance(visit.viewer, User):
        can_vote = visit.is_identified  # whoever is no member yet becomes one by voting
    else:
        can_vote = may_vote(visit.viewer, idea)
    label = gettext("This affects me") if idea.is_bug else pgettext("verb", "Vote")
    return {
        "id": idea.pk,
        "title": idea.thread.title,
        "url": idea.get_absolute_url(),
        "note": idea.status.label,
        "count": idea.score,
        "action": {"name": "vote", "label": label, "pressed": own > 0}
        if can_vote and idea.is_open
        else None,
    }


register(
    Panel(
        name="feedback",
        label=_("Feedback"),
        describe=describe,
        submit=submit,
        similar=similar,
        actions={"vote": vote},
        options=[
            Option(
                name="board",
                label=_("Board"),
                help_text=_("The board that the ideas belong to."),
                choices=boards,
            )
        ],
    )
)
