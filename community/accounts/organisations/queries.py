"""Organisations and their members, as staff see them."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from community.accounts.models import Organisation, OrganisationMember, User
from community.accounts.organisations.policy import may_read_organisations


def organisations_for(viewer: User | AnonymousUser) -> QuerySet[Organisation]:
    """All of them for staff, none for anybody else."""
    rows = Organisation.objects.all()
    return rows if may_read_organisations(viewer) else rows.none()


def organisation_of(user: User) -> Organisation | None:
    """The organisation that a member belongs to, if any. Whoever shows it asks the policy."""
    return Organisation.objects.filter(memberships__user=user.pk).first()


def organisations_of(user_ids: Iterable[int]) -> dict[int, Organisation]:
    """The organisations of many members, by member: one query. Whoever shows them asks the
    policy."""
    rows = OrganisationMember.objects.filter(user__in=[*user_ids]).select_related("organisation")
    return {row.user_id: row.organisation for row in rows}


def members_of(
    viewer: User | AnonymousUser, *, organisation: Organisation | None = None
) -> QuerySet[User]:
    """The members of an organisation, or everybody who could become one. For staff."""
    rows = User.objects.all()
    if not may_read_organisations(viewer):
        return rows.none()
    if organisation is None:
        return rows
    return rows.filter(organisation_membership__organisation=organisation)
