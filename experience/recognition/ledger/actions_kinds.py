"""Contribution kinds, and which categories have one."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.discussions.models import Container
from community.events.outbox import publish
from community.kernel.editing import locked, save_changes
from community.kernel.errors import Denied, RuleViolation
from community.kernel.text import is_blank
from experience.recognition.events import ContainerKindChanged, ContributionKindEdited
from experience.recognition.ledger import policy
from experience.recognition.models import ContributionKind
from experience.recognition.models.ledger import SHIPPED


class KindNameMissing(RuleViolation):
    """A contribution kind and its points have names."""

    code = "contribution_kind_name_missing"
    title = _("Name missing")
    message = _("Enter a name for the contribution kind and for its points.")


def ensure_kinds() -> None:
    """The kinds that the product ships, on a fresh database; what staff changed stays."""
    known = set(ContributionKind.objects.values_list("slug", flat=True))
    ContributionKind.objects.bulk_create(
        ContributionKind(
            slug=slug, name=name, points_name=points, description=description, position=position
        )
        for position, (slug, name, points, description) in enumerate(SHIPPED)
        if slug not in known
    )


def edit_contribution_kind(
    *, contribution_kind: ContributionKind, by: User, **changes: Any
) -> ContributionKind:
    """Change a kind's names, description or position. Other fields keep their values."""
    with transaction.atomic():
        kind = locked(contribution_kind)
        if not policy.may_edit_kinds(by):
            raise Denied
        if any(is_blank(changes.get(name, "-")) for name in ("name", "points_name")):
            raise KindNameMissing
        if save_changes(kind, changes):
            publish(ContributionKindEdited(actor_id=by.pk, kind=kind.slug))
    return kind


def set_kind_of_category(
    *, category: Container, kind: ContributionKind | None, by: User
) -> Container:
    """Let contributions in a category be of this kind from now on, whatever their rules say; with
    none, as their rules say.

    What counts events writes it, so that what happened before counts as it was then.
    """
    with transaction.atomic():
        category = locked(category)
        if not policy.may_edit_kinds(by):
            raise Denied
        publish(
            ContainerKindChanged(
                actor_id=by.pk, container_id=category.pk, kind=kind.slug if kind else ""
            )
        )
    return category
