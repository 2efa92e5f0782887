"""How somebody of another product becomes a member."""

import secrets

from django.db import transaction

from community.accounts.imports.actions import username
from community.accounts.models import User
from community.accounts.people import names
from community.accounts.people.actions import NameTaken, register_member
from community.accounts.people.actions_profile import check_name
from community.kernel.editing import locked
from community.kernel.errors import Denied, RuleViolation
from community.widget import policy
from community.widget.identity import Person
from community.widget.models import WidgetIdentity, WidgetSite

LONGEST_STEM = 50  # characters of a name; a number follows where it is taken
TRIES = 5


def member_of(*, site: WidgetSite, person: Person) -> User:
    """The member that the person is on this site: a new one if they write for the first time.

    New members have no password and no address, and no existing account is ever linked: a
    product must not become a way into the accounts of others. Raises Denied if the member may not
    be signed in.
    """
    member = _known(site, person) or _joined(site, person)
    if not policy.may_be_signed_in(member):
        raise Denied
    return member


def _known(site: WidgetSite, person: Person) -> User | None:
    rows = WidgetIdentity.objects.filter(site=site, external_id=person.external_id)
    found = rows.select_related("user").first()
    return found.user if found else None


def _joined(site: WidgetSite, person: Person) -> User:
    with transaction.atomic():
        held = locked(site)  # two first requests of one person wait for each other
        if not held.is_active:
            raise Denied
        if member := _known(held, person):
            return member
        member = _registered(person.name)
        WidgetIdentity.objects.create(site=held, external_id=person.external_id, user=member)
    return member


def _registered(name: str) -> User:
    """A new member, by the name that is nearest to this one."""
    stem = _stem(name)
    others = names.free_names(stem, most=TRIES)
    for candidate in [stem, *others, f"{stem}-{secrets.randbelow(10**8)}"]:
        if names.is_taken(candidate):
            continue
        member = User(username=candidate, trust_level=User.Trust.NEW)
        member.set_unusable_password()
        try:
            return register_member(member=member)
        except NameTaken:  # somebody else took it just now
            continue
    raise NameTaken


def _stem(name: str) -> str:
    """A name that a member may have; one by lot if there is none like this one."""
    stem = username(name)[:LONGEST_STEM].rstrip("._-")
    try:
        check_name(stem)
    except RuleViolation:
        return f"person-{secrets.randbelow(10**8)}"
    return stem
