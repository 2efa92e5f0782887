"""Every way in which organisations and their members change."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.accounts.models import Organisation, OrganisationMember, User
from community.accounts.organisations.domains import domain_of
from community.accounts.organisations.events import (
    OrganisationCreated,
    OrganisationDeleted,
    OrganisationEdited,
    OrganisationMembersChanged,
)
from community.accounts.organisations.matching import matching, unassigned
from community.accounts.organisations.policy import may_edit_organisations
from community.events.outbox import publish
from community.kernel.editing import check_version, locked, save_changes
from community.kernel.errors import Denied, RuleViolation
from community.kernel.text import is_blank, one_line, storable

LONGEST_NAME = 120
MOST_VALUE = 2**53 - 1  # what every program can read exactly
AT_ONCE = 500  # members that one event names


class UnfitOrganisation(RuleViolation):
    code = "unfit_organization"
    title = _("Invalid organization")
    message = _(
        "Enter a name of at most 120 characters. The value a year is a whole number of minor units"
        " (cents), and not negative."
    )


class DomainTaken(RuleViolation):
    code = "domain_taken"
    title = _("Domain already in use")
    message = _("Another organization has this domain.")


def create_organisation(
    *,
    name: str,
    by: User,
    domain: str | None = None,
    yearly_value: int = 0,
    members: Iterable[User] = (),
) -> Organisation:
    """Add an organization. Members with a confirmed email address at its domain become its
    members, unless they belong to another one.

    For administrators. `yearly_value` is in minor units of the site's currency. `members` are
    added whatever they belonged to. Raises UnfitOrganisation, NotADomain, FreeMailDomain,
    DomainTaken.
    """
    if not may_edit_organisations(by):
        raise Denied
    facts = _fit({"name": name, "domain": domain, "yearly_value": yearly_value})
    with transaction.atomic():
        try:
            with transaction.atomic():
                organisation = Organisation.objects.create(**facts)
        except IntegrityError as error:
            raise DomainTaken from error
        publish(OrganisationCreated(actor_id=by.pk, organisation_id=organisation.pk))
        _assign(organisation, [member.pk for member in members], by.pk)
        _assign_matching(organisation, by.pk)
    return organisation


def edit_organisation(
    *, organisation: Organisation, by: User, version: int | None = None, **changes: Any
) -> Organisation:
    """Change the fields that are sent. With a new domain, members with a confirmed email address
    there are added, and those who were added before stay.

    For administrators. `members`, if given, are all that it has afterwards. Raises Stale and what
    `create_organisation` raises.
    """
    if not may_edit_organisations(by):
        raise Denied
    members = changes.pop("members", None)
    facts = _fit(changes)
    with transaction.atomic():
        organisation = locked(organisation)
        check_version(organisation, version, now=organisation.name)
        before = organisation.domain
        try:
            with transaction.atomic():
                is_changed = save_changes(organisation, facts)
        except IntegrityError as error:
            raise DomainTaken from error
        if is_changed:
            publish(OrganisationEdited(actor_id=by.pk, organisation_id=organisation.pk))
        if members is not None:
            wanted = {member.pk for member in members}
            there = {*organisation.memberships.values_list("user", flat=True)}
            _assign(organisation, wanted - there, by.pk)
            _remove(organisation, there - wanted, by.pk)
        if organisation.domain != before:
            _assign_matching(organisation, by.pk)
    return organisation


def delete_organisation(*, organisation: Organisation, by: User) -> None:
    """Delete an organization. Its members stay members of the site."""
    if not may_edit_organisations(by):
        raise Denied
    with transaction.atomic():
        rows = Organisation.objects.select_for_update()
        if row := rows.filter(pk=organisation.pk).first():
            _remove(row, row.memberships.values_list("user", flat=True), by.pk)
            publish(OrganisationDeleted(actor_id=by.pk, organisation_id=row.pk))
            row.delete()


def add_members(*, organisation: Organisation, members: Iterable[User], by: User) -> Organisation:
    """Add members to an organization. Who belongs to another one leaves that."""
    if not may_edit_organisations(by):
        raise Denied
    with transaction.atomic():
        organisation = locked(organisation)
        _assign(organisation, [member.pk for member in members], by.pk)
    return organisation


def remove_members(
    *, organisation: Organisation, members: Iterable[User], by: User
) -> Organisation:
    """Remove members from an organization. Those who do not belong to it stay as they are."""
    if not may_edit_organisations(by):
        raise Denied
    with transaction.atomic():
        organisation = locked(organisation)
        _remove(organisation, [member.pk for member in members], by.pk)
    return organisation


def add_member(*, organisation: Organisation, member: User, by: User) -> Organisation:
    """Add a member to an organization. If they belong to another one, they leave that."""
    return add_members(organisation=organisation, members=[member], by=by)


def remove_member(*, organisation: Organisation, member: User, by: User) -> Organisation:
    """Remove a member from an organization. If they do not belong to it, nothing changes."""
    return remove_members(organisation=organisation, members=[member], by=by)


def assign_by_domain(*, member_ids: Iterable[int]) -> None:
    """Add members who belong to no organization to the one that has the domain of a confirmed
    email address of theirs, of several that of the primary address. Nobody acts."""
    with transaction.atomic():
        found = matching(member_ids)
        rows = Organisation.objects.select_for_update(no_key=True).filter(pk__in=found)
        for organisation in [*rows.order_by("pk")]:  # all of them before any membership
            _assign(organisation, found[organisation.pk], None, moves=False)


def _assign_matching(organisation: Organisation, actor_id: int) -> None:
    if organisation.domain:
        _assign(organisation, unassigned(organisation.domain), actor_id, moves=False)


def _assign(
    organisation: Organisation,
    member_ids: Iterable[int],
    actor_id: int | None,
    *,
    moves: bool = True,
) -> None:
    """Of a locked organisation. Memberships are taken by member, so two who move the same members
    wait for each other and never both ways."""
    wanted = sorted(member_ids)
    rows = OrganisationMember.objects.select_for_update().filter(user__in=wanted)
    now = dict(rows.order_by("user").values_list("user", "organisation"))
    new = [pk for pk in wanted if pk not in now or (moves and now[pk] != organisation.pk)]
    at = timezone.now()
    OrganisationMember.objects.bulk_create(
        [OrganisationMember(organisation=organisation, user_id=pk, joined_at=at) for pk in new],
        **(_MOVING if moves else {"ignore_conflicts": True}),
    )
    left: dict[int, list[int]] = {}
    for pk in new:
        if pk in now:
            left.setdefault(now[pk], []).append(pk)
    for former, those in sorted(left.items()):
        _tell(former, those, actor_id)
    _tell(organisation.pk, new, actor_id)


_MOVING: dict[str, Any] = {
    "update_conflicts": True,
    "unique_fields": ["user"],
    "update_fields": ["organisation", "joined_at"],
}


def _remove(organisation: Organisation, member_ids: Iterable[int], actor_id: int) -> None:
    rows = organisation.memberships.select_for_update().filter(user__in=[*member_ids])
    gone = dict(rows.order_by("user").values_list("user", "pk"))
    OrganisationMember.objects.filter(pk__in=gone.values()).delete()
    _tell(organisation.pk, [*gone], actor_id)


def _tell(organisation_id: int, member_ids: Sequence[int], actor_id: int | None) -> None:
    for start in range(0, len(member_ids), AT_ONCE):
        publish(
            OrganisationMembersChanged(
                actor_id=actor_id,
                organisation_id=organisation_id,
                member_ids=[*member_ids[start : start + AT_ONCE]],
            )
        )


def _fit(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts as they are stored."""
    fit = dict(facts)
    if "name" in fit:
        fit["name"] = one_line(storable(fit["name"]))
        if is_blank(fit["name"]) or len(fit["name"]) > LONGEST_NAME:
            raise UnfitOrganisation
    if "domain" in fit:
        fit["domain"] = domain_of(storable(fit["domain"] or ""))
    if not 0 <= fit.get("yearly_value", 0) <= MOST_VALUE:
        raise UnfitOrganisation
    return fit
