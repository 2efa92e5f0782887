"""The link of an email by which a member who cannot sign in reads of a sanction, and appeals."""

from django.core import signing
from django.urls import reverse

from community.moderation.models import Sanction
from community.moderation.sanctions.queries import with_deciders

SALT = "moderation.sanction"


def token_for(sanction: Sanction) -> str:
    return signing.dumps(sanction.pk, salt=SALT)


def sanction_of(token: str) -> Sanction | None:
    """None if the token is not ours, or the sanction is gone."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    rows = Sanction.objects.filter(pk=pk, confirmed_at__isnull=False).select_related("member")
    return with_deciders(rows).first()


def appeal_url(sanction: Sanction) -> str:
    return reverse("moderation:appeal", args=[token_for(sanction)])
