"""Who may impose, lift and judge sanctions. Questions only."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from community.accounts import policy
from community.accounts.models import User
from community.moderation.models import Sanction


def may_sanction(person: User | AnonymousUser, member: User) -> bool:
    """Moderators and the system account on members, administrators on everybody else, too; nobody
    on themselves."""
    return person.pk != member.pk and not member.is_machine and policy.may_sanction(person, member)


def may_see_history(person: User | AnonymousUser, member: User) -> bool:
    """What moderators know of a member: moderators, of others than themselves."""
    return policy.may_moderate(person) and person.pk != member.pk


def may_appeal(person: User | AnonymousUser, sanction: Sanction) -> bool:
    """The member, signed in or not: the link of an email is proof, too."""
    return isinstance(person, User) and person.pk == sanction.member_id


def may_confirm_ban(person: User, sanction: Sanction) -> bool:
    """A second moderator: not the one who proposed it, unless nobody else is there any more."""
    if not may_sanction(person, sanction.member):
        return False
    return person.pk != sanction.by_id or not others_deciding(sanction.member, person).exists()


def others_deciding(member: User, person: User) -> QuerySet[User]:
    """Who else could decide about the member now."""
    return deciders(member).exclude(pk=person.pk)


def may_decide_appeal(person: User, sanction: Sanction) -> bool:
    """Who neither imposed nor confirmed the sanction. Where nobody else is there to decide, those
    two may: an appeal that nobody can decide would be none."""
    if not may_sanction(person, sanction.member):
        return False
    return person.pk not in involved(sanction) or not deciders_of_appeal(sanction).exists()


def involved(sanction: Sanction) -> list[int]:
    return [pk for pk in (sanction.by_id, sanction.confirmed_by_id) if pk is not None]


def deciders_of_appeal(sanction: Sanction) -> QuerySet[User]:
    return deciders(sanction.member).exclude(pk__in=involved(sanction))


def deciders(member: User) -> QuerySet[User]:
    """Everybody who may sanction the member at the moment, but for the system account."""
    above = member.is_moderator or member.is_staff
    role = Q(is_superuser=True) if above else Q(is_superuser=True) | Q(is_moderator=True)
    people = User.objects.filter(role, is_active=True, is_machine=False, is_bot=False)
    now = timezone.now()
    kept_out = Q(suspended_until__gt=now) | Q(silenced_until__gt=now)
    return people.exclude(kept_out).exclude(pk=member.pk)
