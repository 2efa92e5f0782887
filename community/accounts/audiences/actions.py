"""Every way in which groups and audiences change."""

from collections.abc import Iterable
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from community.accounts import policy
from community.accounts.events import AudienceChanged, GroupFormed
from community.accounts.models import Audience, Group, User
from community.accounts.models.audiences import SHIPPED_NAMES
from community.accounts.people.actions import raise_to_floor
from community.events.outbox import publish
from community.kernel.editing import locked, save_changes
from community.kernel.errors import Denied, RuleViolation
from community.kernel.text import one_line, storable


class SlugTaken(RuleViolation):
    code = "slug_taken"
    title = _("Slug already in use")
    message = _("Another group uses this short name. Choose another.")


class RulesFillThisGroup(RuleViolation):
    code = "group_by_rule"
    title = _("Group filled by a rule")
    message = _("This group is filled automatically by a rule. Members cannot be added or removed.")


class UnfitGroup(RuleViolation):
    code = "unfit_group"
    title = _("Invalid group")
    message = _(
        "Enter a name, and a short name of letters, digits and hyphens, each of at most 60"
        " characters. A minimum trust level is a number from 1 to 4, or none."
    )


def ensure_public_audience() -> None:
    """Create the public audience on a fresh database."""
    Audience.objects.get_or_create(pk=Audience.PUBLIC_ID, kind=Audience.Kind.PUBLIC)


def ensure_groups_by_rule() -> None:
    """One group for each rule, on every database; what staff named otherwise keeps its name."""
    there = set(Group.objects.exclude(rule="").values_list("rule", flat=True))
    for rule in Group.Rule:
        if rule and rule not in there:
            slug = rule.value.replace("_", "-")
            taken = Group.objects.filter(slug=slug).exists()
            name = SHIPPED_NAMES[rule]
            Group.objects.create(rule=rule, name=name, slug=f"{slug}-by-rule" if taken else slug)


def form_group(
    *,
    name: str,
    slug: str,
    members: Iterable[User] = (),
    trust_floor: int | None = None,
    by: User,
) -> Group:
    """Create a group. Its members get the trust level `trust_floor`, if they have a lower one."""
    if not policy.is_administrator(by):
        raise Denied
    group = _fit(Group(name=one_line(storable(name)), slug=slug, trust_floor=trust_floor))
    try:
        with transaction.atomic():
            group.save(force_insert=True)
            group.members.set(members)
            publish(GroupFormed(actor_id=by.pk, group_id=group.pk))
            _raise_members(group)
    except IntegrityError as error:
        raise SlugTaken from error
    return group


class GroupChanges(TypedDict, total=False):
    name: str
    slug: str
    members: Iterable[User]
    trust_floor: int | None


def edit_group(*, group: Group, by: User, **changes: Unpack[GroupChanges]) -> Group:
    """Change what is given. Readers are told only of another set of members.

    Whoever leaves the group, or whose group gives a lower trust level from now on, keeps the level
    that they have; then the rules decide about it as for everybody.
    """
    if not policy.is_administrator(by):
        raise Denied
    members = changes.pop("members", None)
    if "name" in changes:
        changes["name"] = one_line(storable(changes["name"]))
    with transaction.atomic():
        group = locked(group)
        if group.rule and (members is not None or changes.get("trust_floor")):
            raise RulesFillThisGroup
        now = {"name": group.name, "slug": group.slug, "trust_floor": group.trust_floor}
        _fit(Group(**{**now, **changes}))
        try:
            with transaction.atomic():
                save_changes(group, changes)
        except IntegrityError as error:
            raise SlugTaken from error
        if members is not None:
            wanted = {member.pk for member in members}
            if wanted != set(group.members.values_list("pk", flat=True)):
                group.members.set(wanted)
                tell_readers(group, by)
        _raise_members(group)
    return group


def _raise_members(group: Group) -> None:
    if group.trust_floor:
        member_ids = list(group.members.values_list("pk", flat=True))
        raise_to_floor(member_ids=member_ids, level=group.trust_floor)


def _fit(group: Group) -> Group:
    try:
        group.clean_fields()
    except ValidationError as error:
        raise UnfitGroup from error
    if group.trust_floor == User.Trust.NEW:
        raise UnfitGroup
    return group


def add_to_group(*, group: Group, member: User, by: User) -> Group:
    """Add a member to a group. If they are in it already, nothing changes."""
    with transaction.atomic():
        group = _group(group, by)
        if not group.members.filter(pk=member.pk).exists():
            group.members.add(member)
            tell_readers(group, by)
            if group.trust_floor:
                raise_to_floor(member_ids=[member.pk], level=group.trust_floor)
    return group


def remove_from_group(*, group: Group, member: User, by: User) -> Group:
    """Remove a member from a group. If they are not in it, nothing changes."""
    with transaction.atomic():
        group = _group(group, by)
        if group.members.filter(pk=member.pk).exists():
            group.members.remove(member)
            tell_readers(group, by)
    return group


def _group(group: Group, by: User) -> Group:
    if not policy.is_administrator(by):
        raise Denied
    group = locked(group)
    if group.rule:
        raise RulesFillThisGroup
    return group


def tell_readers(group: Group, by: User) -> None:
    """Whoever reads through the group, or is kept out through it, is another set than before."""
    audiences = Audience.objects.filter(Q(groups=group) | Q(never=group)).distinct()
    for audience_id in audiences.order_by("pk").values_list("pk", flat=True):
        publish(AudienceChanged(actor_id=by.pk, audience_id=audience_id))


def form_audience(
    *,
    kind: Audience.Kind,
    members: Iterable[User] = (),
    groups: Iterable[Group] = (),
    never: Iterable[Group] = (),
    title: str = "",
) -> Audience:
    """Create an audience. The action of its owner asks its own policy."""
    with transaction.atomic():
        audience = Audience.objects.create(kind=kind, title=title)
        audience.members.set(members)
        audience.groups.set(groups)
        audience.never.set(never)
    return audience


def share_audience(
    *,
    title: str,
    by: User,
    members: Iterable[User] = (),
    groups: Iterable[Group] = (),
    never: Iterable[Group] = (),
) -> Audience:
    """Create a shared audience of members and groups. For administrators."""
    if not policy.is_administrator(by):
        raise Denied
    kind, title = Audience.Kind.SHARED, one_line(title)
    return form_audience(kind=kind, title=title, members=members, groups=groups, never=never)


def edit_audience(*, audience: Audience, by: User, **changes: Any) -> Audience:
    """Change the `title` of a shared audience, or who is in it: `members`, `groups`, and the
    groups that `never` are. What is not given stays."""
    with transaction.atomic():
        audience = locked(audience)
        if not policy.is_administrator(by) or audience.kind != Audience.Kind.SHARED:
            raise Denied
        if "title" in changes:
            save_changes(audience, {"title": one_line(changes["title"])})
        for name in ("members", "groups", "never"):
            if name in changes:
                getattr(audience, name).set(changes[name])
        publish(AudienceChanged(actor_id=by.pk, audience_id=audience.pk))
    return audience
