"""New members are found in the organisation that has the domain of their email address."""

from community.accounts.events import (
    AddressConfirmed,
    MainAddressChanged,
    MemberJoined,
    ProviderConnected,
)
from community.accounts.organisations.actions import assign_by_domain
from community.events.event import on


@on(
    AddressConfirmed,
    MainAddressChanged,
    MemberJoined,
    ProviderConnected,
    name="accounts.assign_organisations",
)
def assign_organisations(
    events: list[AddressConfirmed | MainAddressChanged | MemberJoined | ProviderConnected],
) -> None:
    """Who joins with another account or an invitation has a confirmed address from the start."""
    assign_by_domain(member_ids={event.member_id for event in events})
