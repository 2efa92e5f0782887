"""Who may do what to files. Questions only."""

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import User
from community.accounts.policy import may_moderate
from community.discussions.models import Upload
from community.discussions.uploads.limits import QUOTAS


def may_upload(person: User | AnonymousUser) -> bool:
    return isinstance(person, User) and person.may_write


def may_edit(person: User | AnonymousUser, upload: Upload) -> bool:
    """Its owner and moderators say what is in a picture."""
    own = isinstance(person, User) and person.may_write and person.pk == upload.owner_id
    return own or may_moderate(person)


def may_delete(person: User | AnonymousUser, upload: Upload) -> bool:
    """Its owner, as long as no post has it; a moderator at any time."""
    own = isinstance(person, User) and person.is_active and person.pk == upload.owner_id
    return own or may_moderate(person)


def may_upload_any_type(member: User) -> bool:
    """New members send pictures alone, which are encoded again."""
    return member.trust_level > User.Trust.NEW or has_no_quota(member)


def quota_of(member: User) -> int | None:
    """How many bytes of a member are kept; None: as many as there are."""
    return None if has_no_quota(member) else QUOTAS[member.trust_level]


def has_no_quota(member: User) -> bool:
    return may_moderate(member) or member.is_machine
