"""What an idea's page shows beside its thread."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from community.accounts.models import User
from community.discussions.channels import thread_channel
from community.discussions.lists.queries import TAGS
from feedback.boards.queries import startable
from feedback.ideas.actions.statuses import is_next
from feedback.ideas.forms import EtaForm, MergeForm, MoveForm, OnBehalfForm, StatusForm
from feedback.models import (
    Board,
    EtaChange,
    Idea,
    Release,
    ReleaseItem,
    Status,
    StatusChange,
    TrackerLink,
)
from feedback.policy import may_manage
from feedback.votes.ballots import ballots

Viewer = User | AnonymousUser


def idea_for(viewer: Viewer, pk: int) -> Idea | None:
    """An idea that the viewer may see, with all that the head of its page shows."""
    rows = Idea.objects.visible_to(viewer).filter(pk=pk).annotate(tags_beside=TAGS)
    return rows.select_related(
        "thread__author", "thread__closed_by", "status", "board__feedback_settings",
        "on_behalf_of", "organisation",
    ).first()  # fmt: skip


def idea_page(idea: Idea, viewer: Viewer) -> dict[str, Any]:
    """All that the page shows of the idea itself."""
    team = may_manage(viewer, idea.board_id)
    return {
        **idea_state(idea, viewer),
        "tags": idea.tags_beside,  # type: ignore[attr-defined]
        "board": idea.board,
        "is_of_team": team,
        **(team_forms(idea, viewer) if team and isinstance(viewer, User) else {}),
    }


def idea_state(idea: Idea, viewer: Viewer) -> dict[str, Any]:
    """What open pages ask for again: the votes, the progress and what the idea is linked with."""
    family = Q(merged_into=idea.pk) | Q(pk=idea.merged_into_id)
    related = Idea.objects.visible_to(viewer).filter(family).select_related("thread")
    near = list(related.order_by("pk"))
    return {
        "idea": idea,
        "ballot": ballots(viewer, [idea])[idea.pk],
        "target": next((row for row in near if row.pk == idea.merged_into_id), None),
        "merged": [row for row in near if row.pk != idea.merged_into_id],
        "track": track(idea),
        "links": list(TrackerLink.objects.filter(idea=idea.pk, state=TrackerLink.State.LINKED)),
        "released": release_of(idea),
        "is_of_team": may_manage(viewer, idea.board_id),
    }


def fetched_state(idea: Idea, viewer: Viewer, version: str) -> dict[str, Any]:
    """The same for a page that is open; `version` was read before the idea was."""
    return {
        **idea_state(idea, viewer),
        "thread": idea.thread,
        "channel": thread_channel(idea.pk),
        "version": version,
        "is_swapped": True,
    }


def release_of(idea: Idea) -> Release | None:
    """The release that tells of it, of its board or of all boards."""
    item = ReleaseItem.objects.filter(
        Q(release__board=None) | Q(release__board=idea.board_id), idea=idea.pk, is_published=True
    )
    found = item.select_related("release").first()
    return found.release if found else None


def track(idea: Idea) -> list[dict[str, Any]]:
    """The history of its statuses and of its expected date, the oldest first."""
    changes = StatusChange.objects.filter(idea=idea.pk).select_related("after", "actor")
    etas = EtaChange.objects.filter(idea=idea.pk).select_related("actor")
    rows: list[dict[str, Any]] = [
        {
            "at": row.created_at,
            "category": row.after_category,
            "title": row.after.label if row.after else row.get_after_category_display(),
            "reason": row.reason,
            "actor": row.actor,
        }
        for row in changes
    ]
    rows += [{"at": row.created_at, "eta": row, "actor": row.actor} for row in etas]
    rows.sort(key=lambda row: row["at"])
    last = [row for row in rows if "category" in row][-1:]
    for row in last:
        row["is_now"] = True
    return rows


def next_statuses(idea: Idea) -> QuerySet[Status]:
    """Those that the idea can get in one step, steps back last: not the one that it has."""
    order = list(Status.Category.values)
    categories = [each for each in order if is_next(idea.category, each)]
    rows = Status.objects.filter(board=idea.board_id, category__in=categories)
    # With its own category: a condition that nothing can meet would leave no rows at all.
    before = Q(category__in=order[: order.index(idea.category) + 1])
    is_back = ExpressionWrapper(before, BooleanField())
    return rows.exclude(pk=idea.status_id).order_by(is_back, "position", "pk")


def boards_to_move_to(idea: Idea, viewer: User) -> QuerySet[Board]:
    """For the form's choice only."""
    others = [board for board in startable(viewer) if board.pk != idea.board_id]
    ids = [board.pk for board in others if may_manage(viewer, board.pk)]
    return Board.objects.filter(pk__in=ids).in_order()


def team_forms(idea: Idea, viewer: User) -> dict[str, Any]:
    """What the board's team can do. What only an open idea has is not there for a merged one."""
    forms: dict[str, Any] = {}
    if idea.merged_into_id is None:
        eta = {"eta_date": idea.eta_date, "eta_precision": idea.eta_precision or "quarter"}
        forms = {
            "status_form": StatusForm(statuses=next_statuses(idea), auto_id="status_%s"),
            "eta_form": EtaForm(initial=eta, auto_id="eta_%s"),
            "merge_form": MergeForm(viewer=viewer, auto_id="merge_%s"),
            "move_form": MoveForm(boards=boards_to_move_to(idea, viewer), auto_id="move_%s"),
        }
        if idea.is_open:
            forms["on_behalf_form"] = OnBehalfForm(auto_id="behalf_%s")
    return forms


def form_initial(idea: Idea) -> dict[str, Any]:
    """What the form of an idea begins with."""
    return {
        "title": idea.thread.title,
        "language": idea.thread.language,
        "tags": ", ".join(idea.tags_beside),  # type: ignore[attr-defined]
        "kind": idea.kind,
        "severity": idea.severity,
        "steps": idea.steps,
        "affected_version": idea.affected_version,
        "environment": idea.environment,
        "is_private": idea.is_private,
        "is_security": idea.is_security,
        "version": idea.version,
    }
