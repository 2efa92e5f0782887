"""What members change about themselves: profile, display, avatar, username."""

from typing import Any, BinaryIO
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from community.accounts import policy, rates
from community.accounts.events import MemberRenamed, ProfileEdited
from community.accounts.models import FormerName, Profile, Standing, User, plain_name
from community.accounts.models.former_names import MOST as MOST_FORMER
from community.accounts.models.former_names import RESERVED_FOR
from community.accounts.models.profiles import LONGEST_BIO, MOST_LINKS
from community.accounts.people import names
from community.accounts.people.actions import NameTaken, hold_name
from community.events.outbox import publish
from community.kernel import markdown
from community.kernel.editing import check_version, locked
from community.kernel.errors import Denied, RuleViolation
from community.kernel.languages import codes, filled
from community.kernel.text import fold, storable

OF_MEMBER = ("theme", "density", "time_zone", "language")  # columns of the member's own row
OF_PROFILE = ("source", "location", "links", "is_indexed")
OF_STANDING = ("is_on_leaderboards",)


class BioTooLong(RuleViolation):
    code = "too_long"
    title = _("Text too long")
    message = filled(
        ngettext_lazy(
            "Your profile text can have at most %(count)s character.",
            "Your profile text can have at most %(count)s characters.",
            LONGEST_BIO,
        ),
        count=LONGEST_BIO,
    )


class TooManyLinks(RuleViolation):
    code = "too_many_links"
    title = _("Too many links")
    message = filled(
        ngettext_lazy(
            "You can add at most %(count)s link.",
            "You can add at most %(count)s links.",
            MOST_LINKS,
        ),
        count=MOST_LINKS,
    )


class NotALink(RuleViolation):
    code = "not_a_link"
    title = _("Invalid link")
    message = _("Enter valid links that start with https://, such as https://example.org.")


class NoSuchChoice(RuleViolation):
    code = "no_such_choice"
    title = _("Invalid choice")
    message = _("Select a valid choice.")


class NameReserved(RuleViolation):
    code = "name_reserved"
    title = _("Username reserved")
    message = _("This username is reserved. Choose another.")


class RenamedTooOften(RuleViolation):
    code = "renamed_too_often"
    title = _("Username changed too often")
    message = _("You have changed your username too often. Ask an administrator.")


class NotAName(RuleViolation):
    code = "not_a_name"
    title = _("Invalid username")
    message = _("Use only letters, digits, dots, hyphens and underscores, without spaces.")


def edit_profile(*, member: User, by: User, version: int | None = None, **changes: Any) -> Profile:
    """Change the fields that are sent. Other fields keep their values.

    Raises Stale if `version` is given and somebody else, on another device, was faster.
    """
    if not policy.may_edit_profile(by, member):
        raise Denied
    _check(changes)
    if "source" in changes:
        changes["html"] = _rendered(changes["source"])
        changes["html_version"] = markdown.VERSION
    rates.consume("profile", by=by)
    with transaction.atomic():
        member = locked(member)
        if not policy.may_edit_profile(member, member):
            raise Denied
        profile = Profile.objects.filter(pk=member.pk).first() or Profile(member=member)
        profile.member = member
        check_version(profile, version, now=profile.source)
        if _change(member, profile, changes):
            publish(ProfileEdited(actor_id=by.pk, member_id=member.pk))
    return profile


def _change(member: User, profile: Profile, told: dict[str, Any]) -> bool:
    """Write what differs; return whether anything did."""
    on_member = _differing(member, told, OF_MEMBER)
    on_profile = _differing(profile, told, (*OF_PROFILE, "html", "html_version"))
    on_standing = _differing_standing(member, told)
    if on_profile and profile._state.adding:  # later, the database sees to it
        member.updated_at = Now()
        member.save(update_fields=["updated_at"])
    if on_member:
        member.save(update_fields=on_member)
    if on_standing:
        chosen = {name: told[name] for name in on_standing}
        Standing.objects.update_or_create(member=member, defaults=chosen)
    if on_profile or on_member or on_standing:
        profile.version += not profile._state.adding
        profile.save()
        member.moved()
    return bool(on_member or on_profile or on_standing)


def _differing_standing(member: User, told: dict[str, Any]) -> list[str]:
    if not any(name in told for name in OF_STANDING):
        return []
    standing = Standing.objects.filter(pk=member.pk).first() or Standing(member=member)
    return _differing(standing, told, OF_STANDING)


def _differing(row: Any, told: dict[str, Any], fields: tuple[str, ...]) -> list[str]:
    changed = [name for name in fields if name in told and getattr(row, name) != told[name]]
    for name in changed:
        setattr(row, name, told[name])
    return changed


def _check(told: dict[str, Any]) -> None:
    texts = [told.get("source", ""), told.get("location", ""), *told.get("links", ())]
    for text in texts:
        storable(text)
    if len(told.get("location", "")) > 100:
        raise BioTooLong
    links = told.get("links", ())
    if len(links) > MOST_LINKS:
        raise TooManyLinks
    if not all(_is_link(link) for link in links):
        raise NotALink
    offered = {
        "theme": User.Theme.values,
        "density": User.Density.values,
        "language": ["", *codes()],
        "time_zone": {"", *available_timezones()},
    }
    if any(told[name] not in values for name, values in offered.items() if name in told):
        raise NoSuchChoice


def _is_link(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    plain = not any(sign.isspace() or not sign.isprintable() for sign in link)
    named = "." in (parts.hostname or "") and not parts.username
    return parts.scheme in {"http", "https"} and named and plain and len(link) <= 200


def _rendered(source: str) -> str:
    if len(source) > LONGEST_BIO:
        raise BioTooLong
    return markdown.render(source)


def set_avatar(*, member: User, picture: BinaryIO, by: User) -> User:
    """Set an avatar. It is encoded again, without metadata.

    Raises pictures.NotAPicture, pictures.TooLarge. The old files are deleted after the commit.
    """
    from community.accounts.people import pictures  # noqa: PLC0415 - Pillow: the web's alone

    if not policy.may_edit_profile(by, member):
        raise Denied
    rates.consume("picture", by=by)
    name = pictures.keep(picture)
    try:
        with transaction.atomic():
            member = _swap(member, name, by)
    except BaseException:
        pictures.forget(name)
        raise
    return member


def remove_avatar(*, member: User, by: User) -> User:
    """Back to initials; by the member, or by a moderator whom the picture offends."""
    rates.consume("profile", by=by)
    with transaction.atomic():
        if not policy.may_remove_avatar(by, member):
            raise Denied
        return _swap(member, "", by)


def _swap(member: User, name: str, by: User) -> User:
    member = User.objects.select_for_update(no_key=True).get(pk=member.pk)
    if name and not policy.may_edit_profile(member, member):  # meanwhile
        raise Denied
    before, member.avatar = member.avatar, name
    if before == name:
        return member
    member.save(update_fields=["avatar"])
    publish(ProfileEdited(actor_id=by.pk, member_id=member.pk, is_avatar_removed=not name))
    if before:
        from community.accounts.people import pictures  # noqa: PLC0415 - see set_avatar

        transaction.on_commit(lambda: pictures.forget(before))
    return member


def rename_member(*, member: User, username: str, by: User) -> User:
    """Change a username: within three days of joining, or by an administrator.

    The name before stays reserved for the member for a year: see former_names.

    Raises NotAName, NameReserved, NameTaken (which says what is free), RenamedTooOften.
    """
    check_name(username)
    rates.consume("profile", by=by)
    with transaction.atomic():
        member = User.objects.select_for_update(no_key=True).get(pk=member.pk)
        if not policy.may_rename(by, member):
            raise Denied
        if member.username == username:
            return member
        before = member.folded_username
        member.username, member.folded_username = username, fold(username)
        try:
            with transaction.atomic():
                member.save(update_fields=["username", "folded_username"])
                hold_name(member)
        except (IntegrityError, NameTaken) as error:
            raise NameTaken(free=names.free_names(username)) from error
        _give_up(before, member, by)
        publish(MemberRenamed(actor_id=by.pk, member_id=member.pk))
    return member


def _give_up(before: str, member: User, by: User) -> None:
    """The name before is the member's for another year; the one that they have is no former one."""
    if before == member.folded_username:
        return
    FormerName.objects.filter(member=member, folded_name=member.folded_username).delete()
    held = FormerName.objects.reserved().filter(member=member).exclude(folded_name=before)
    if by.pk == member.pk and held.count() >= MOST_FORMER:
        raise RenamedTooOften
    FormerName.objects.update_or_create(
        member=member,
        folded_name=before,
        defaults={"reserved_until": timezone.now() + RESERVED_FOR},
    )


def check_name(username: str) -> None:
    """Raises NotAName or NameReserved. System and command-line names are exempt."""
    try:
        plain_name(username)
    except ValidationError as error:
        raise NotAName from error
    if not 0 < len(username) <= 60:
        raise NotAName
    if names.is_reserved(username):
        raise NameReserved
