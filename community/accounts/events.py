from dataclasses import dataclass

from community.events.facts import Event


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Event):
    """Somebody signed up."""

    name = "accounts.member.joined"

    member_id: int


@dataclass(frozen=True, kw_only=True)
class MembersImported(Event):
    """Members were brought in from elsewhere; it is one event, whatever their number."""

    name = "accounts.members.imported"

    members_count: int


@dataclass(frozen=True, kw_only=True)
class TrustLevelChanged(Event):
    """A member's trust level went up or down."""

    name = "accounts.trust_level.changed"

    member_id: int
    before: int
    after: int


@dataclass(frozen=True, kw_only=True)
class MemberSilenced(Event):
    """A member may read and not write for some hours; 0 hours: may write again."""

    name = "accounts.member.silenced"

    member_id: int
    hours: int


@dataclass(frozen=True, kw_only=True)
class MemberSuspended(Event):
    """A member may not sign in for some hours; 0 hours: may again."""

    name = "accounts.member.suspended"

    member_id: int
    hours: int


@dataclass(frozen=True, kw_only=True)
class RolesChanged(Event):
    """A member became moderator or staff, or is so no longer."""

    name = "accounts.roles.changed"

    member_id: int
    is_moderator: bool
    is_staff: bool


@dataclass(frozen=True, kw_only=True)
class AudienceChanged(Event):
    """Who belongs to an audience, or to a group of one, is another set than before."""

    name = "accounts.audience.changed"

    audience_id: int


@dataclass(frozen=True, kw_only=True)
class GroupFormed(Event):
    """There is a new group, filled by hand."""

    name = "accounts.group.formed"

    group_id: int


@dataclass(frozen=True, kw_only=True)
class ProfileEdited(Event):
    """What a member tells of themselves, their picture or how pages are shown to them changed."""

    name = "accounts.profile.edited"

    member_id: int


@dataclass(frozen=True, kw_only=True)
class MemberRenamed(Event):
    """A member has another name than before."""

    name = "accounts.member.renamed"

    member_id: int


@dataclass(frozen=True, kw_only=True)
class PageEdited(Event):
    """The guidelines, or another page of the place's own words, say something else."""

    name = "accounts.page.edited"

    page_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class InvitationMade(Event):
    """A member made a way in for others."""

    name = "accounts.invitation.made"

    invitation_id: int
    inviter_id: int
    is_by_mail: bool


@dataclass(frozen=True, kw_only=True)
class InvitationRevoked(Event):
    """Nobody joins by this invitation any more."""

    name = "accounts.invitation.revoked"

    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class InvitationRedeemed(Event):
    """Somebody joined by an invitation."""

    name = "accounts.invitation.redeemed"

    invitation_id: int
    inviter_id: int
    member_id: int


@dataclass(frozen=True, kw_only=True)
class MainAddressChanged(Event):
    """A member's mail goes to another confirmed address from now on."""

    name = "accounts.main_address.changed"

    member_id: int


@dataclass(frozen=True, kw_only=True)
class ProviderConnected(Event):
    """A member can sign in by an account elsewhere, too."""

    name = "accounts.provider.connected"

    member_id: int


@dataclass(frozen=True, kw_only=True)
class SecondFactorRemoved(Event):
    """An administrator took a member's second factor away, who had lost it."""

    name = "accounts.second_factor.removed"

    member_id: int


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(Event):
    """A member was signed out of one or all other places, by themselves."""

    name = "accounts.sessions.ended"

    member_id: int


@dataclass(frozen=True, kw_only=True)
class TokenMade(Event):
    """A program can act as a member from now on, by a token."""

    name = "accounts.token.made"

    token_id: int
    member_id: int


@dataclass(frozen=True, kw_only=True)
class TokenRevoked(Event):
    """A token opens nothing any more."""

    name = "accounts.token.revoked"

    token_id: int
    member_id: int


@dataclass(frozen=True, kw_only=True)
class ServiceAccountMade(Event):
    """Whoever runs the place made an account for a bot."""

    name = "accounts.service_account.made"

    member_id: int
