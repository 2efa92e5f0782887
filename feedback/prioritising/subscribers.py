"""Customer value follows votes and organisations."""

from django.db.models import Q

from community.accounts.organisations.events import (
    OrganisationDeleted,
    OrganisationEdited,
    OrganisationMembersChanged,
)
from community.events.event import on
from feedback.events import (
    IdeasMerged,
    IdeaSubmitted,
    IdeasUnmerged,
    VoteCast,
    VoteWithdrawn,
)
from feedback.models import Idea, Vote
from feedback.prioritising.actions_value import mark_valued_by_organisations, value_ideas


@on(VoteCast, VoteWithdrawn, IdeaSubmitted, name="feedback.value_voted")
def value_voted(events: list[VoteCast | VoteWithdrawn | IdeaSubmitted]) -> None:
    value_ideas(ids={event.idea_id for event in events})


@on(IdeasMerged, IdeasUnmerged, name="feedback.value_merged")
def value_merged(events: list[IdeasMerged | IdeasUnmerged]) -> None:
    value_ideas(ids={pk for event in events for pk in (event.source_id, event.target_id)})


@on(OrganisationEdited, OrganisationMembersChanged, name="feedback.value_of_organisations")
def value_of_organisations(
    events: list[OrganisationEdited | OrganisationMembersChanged],
) -> None:
    """What members of the organisations voted for, and what was submitted for them."""
    organisations = {event.organisation_id for event in events}
    moved = {
        pk
        for event in events
        if isinstance(event, OrganisationMembersChanged)
        for pk in event.member_ids
    }
    votes = Vote.objects.counted().filter(
        Q(user__organisation_membership__organisation__in=organisations)
        | Q(user__in=moved)
        | Q(organisation__in=organisations)
    )
    ideas = Idea.objects.filter(
        Q(organisation__in=organisations)
        | Q(on_behalf_of__in=moved)
        | Q(on_behalf_of__organisation_membership__organisation__in=organisations)
    )
    value_ideas(ids={*votes.values_list("idea", flat=True), *ideas.values_list("pk", flat=True)})


@on(OrganisationDeleted, name="feedback.value_without_organisation")
def value_without_organisation(_events: list[OrganisationDeleted]) -> None:
    """The ideas of its members are valued already: that they left it was told first."""
    mark_valued_by_organisations()
