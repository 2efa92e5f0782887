from dataclasses import dataclass

from community.events.event import Event


@dataclass(frozen=True, kw_only=True)
class OrganisationCreated(Event):
    """An organization was added."""

    name = "accounts.organisation.created"

    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class OrganisationEdited(Event):
    """The name, the domain or the value of an organization was changed."""

    name = "accounts.organisation.edited"

    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class OrganisationDeleted(Event):
    """An organization was deleted."""

    name = "accounts.organisation.deleted"

    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class OrganisationMembersChanged(Event):
    """Members were added to an organization, or removed from it."""

    name = "accounts.organisation.members_changed"

    organisation_id: int
    member_ids: list[int]
