"""The review items of flags."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from community.accounts.models import User
from community.kernel.subjects import Subject
from community.moderation.models import Flag, ReviewItem
from community.moderation.models.items import ReviewItemQuerySet
from community.moderation.registration import described

TYPE = "flag"


def items_flagged_by(member: User | AnonymousUser, subject: Subject) -> ReviewItemQuerySet:
    """Items of what this member flagged, the newest first: of the subject, or of what flags of it
    count for."""
    found = described(subject, member)
    about = Q(subject_kind=subject.kind, subject_id=subject.id)
    if found and (other := found.counts_for):
        about |= Q(subject_kind=other.kind, subject_id=other.id)
    own = Flag.objects.filter(member=member.pk).values("item")
    return ReviewItem.objects.filter(about, type=TYPE, pk__in=own).order_by("-pk")
