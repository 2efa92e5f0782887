from dataclasses import dataclass

from community.events.event import Event


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Event):
    """Somebody signed up. Where registrations need approval, nobody can sign in to it before."""

    name = "accounts.member.joined"

    member_id: int
    awaits_approval: bool = False


@dataclass(frozen=True, kw_only=True)
class MemberApproved(Event):
    """A moderator approved a registration, and the member can sign in."""

    name = "accounts.member.approved"

    member_id: int


@dataclass(frozen=True, kw_only=True)
class MembersImported(Event):
    """Members were imported; one event for all of them."""

    name = "accounts.members.imported"

    members_count: int


@dataclass(frozen=True, kw_only=True)
class TrustLevelChanged(Event):
    """A member's trust level was changed."""

    name = "accounts.trust_level.changed"

    member_id: int
    before: int
    after: int
    reason: str = "manual"


@dataclass(frozen=True, kw_only=True)
class TrustLockChanged(Event):
    """From now on, rules do not change this member's trust level, or do again."""

    name = "accounts.trust_lock.changed"

    member_id: int
    is_locked: bool


@dataclass(frozen=True, kw_only=True)
class BadgeAwarded(Event):
    """A member was awarded a badge; `scope` is what it is for, 0 if it is awarded only once."""

    name = "accounts.badge.awarded"

    member_id: int
    badge: str
    scope: int = 0


@dataclass(frozen=True, kw_only=True)
class BadgeRevoked(Event):
    """A member lost a badge, for example because the post that it was for was deleted."""

    name = "accounts.badge.revoked"

    member_id: int
    badge: str
    scope: int = 0


@dataclass(frozen=True, kw_only=True)
class MemberSilenced(Event):
    """A member was silenced for some hours; 0 hours ends it."""

    name = "accounts.member.silenced"

    member_id: int
    hours: int


@dataclass(frozen=True, kw_only=True)
class MemberSuspended(Event):
    """A member was suspended for some hours; 0 hours ends it."""

    name = "accounts.member.suspended"

    member_id: int
    hours: int


@dataclass(frozen=True, kw_only=True)
class RolesChanged(Event):
    """A member's role as moderator or staff was changed."""

    name = "accounts.roles.changed"

    member_id: int
    is_moderator: bool
    is_staff: bool


@dataclass(frozen=True, kw_only=True)
class AudienceChanged(Event):
    """The members of an audience, or of one of its groups, changed."""

    name = "accounts.audience.changed"

    audience_id: int


@dataclass(frozen=True, kw_only=True)
class GroupFormed(Event):
    """A group was created whose members are added by hand."""

    name = "accounts.group.formed"

    group_id: int


@dataclass(frozen=True, kw_only=True)
class ProfileEdited(Event):
    """A member's profile, avatar or display settings changed."""

    name = "accounts.profile.edited"

    member_id: int
    is_avatar_removed: bool = False


@dataclass(frozen=True, kw_only=True)
class MemberRenamed(Event):
    """A member's username was changed."""

    name = "accounts.member.renamed"

    member_id: int


@dataclass(frozen=True, kw_only=True)
class PageEdited(Event):
    """A page of the site, such as the guidelines, was edited."""

    name = "accounts.page.edited"

    page_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class InvitationMade(Event):
    """A member created an invitation."""

    name = "accounts.invitation.made"

    invitation_id: int
    inviter_id: int
    is_by_mail: bool


@dataclass(frozen=True, kw_only=True)
class InvitationRevoked(Event):
    """An invitation was revoked."""

    name = "accounts.invitation.revoked"

    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class InvitationRedeemed(Event):
    """Somebody joined with an invitation."""

    name = "accounts.invitation.redeemed"

    invitation_id: int
    inviter_id: int
    member_id: int


@dataclass(frozen=True, kw_only=True)
class AddressConfirmed(Event):
    """A member confirmed an email address."""

    name = "accounts.address.confirmed"

    member_id: int


@dataclass(frozen=True, kw_only=True)
class MainAddressChanged(Event):
    """A member's primary email address was changed."""

    name = "accounts.main_address.changed"

    member_id: int


@dataclass(frozen=True, kw_only=True)
class ProviderConnected(Event):
    """A member connected an account of a sign-in provider."""

    name = "accounts.provider.connected"

    member_id: int


@dataclass(frozen=True, kw_only=True)
class SecondFactorRemoved(Event):
    """An administrator removed a member's two-factor authentication."""

    name = "accounts.second_factor.removed"

    member_id: int


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(Event):
    """A member ended one or all of their other sessions."""

    name = "accounts.sessions.ended"

    member_id: int


@dataclass(frozen=True, kw_only=True)
class TokenMade(Event):
    """An access token was created."""

    name = "accounts.token.made"

    token_id: int
    member_id: int


@dataclass(frozen=True, kw_only=True)
class TokenRevoked(Event):
    """An access token was revoked."""

    name = "accounts.token.revoked"

    token_id: int
    member_id: int


@dataclass(frozen=True, kw_only=True)
class ServiceAccountMade(Event):
    """An administrator created a service account."""

    name = "accounts.service_account.made"

    member_id: int
