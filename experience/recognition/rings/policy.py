"""Who may see and decide vote rings. Questions only."""

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import User
from community.accounts.policy import is_administrator, may_moderate
from experience.recognition.models import VoteRing


def may_see_ring(person: User | AnonymousUser, ring: VoteRing) -> bool:
    """Moderators. Whoever became one after they were found in a ring does not see it; of
    themselves only administrators decide, since there may be nobody else."""
    return may_moderate(person) and (person.pk not in ring.member_ids or is_administrator(person))
