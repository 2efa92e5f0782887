from dataclasses import dataclass

from community.events.facts import Event


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Event):
    """Somebody signed up."""

    name = "accounts.member.joined"

    member_id: int


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
