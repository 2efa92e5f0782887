"""Accounts that wait for approval: they exist, and nobody can sign in to them."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from community.accounts.languages import language_for
from community.accounts.models import User
from community.accounts.people.actions_registration import admit_member
from community.accounts.policy import may_moderate
from community.kernel.languages import Text
from community.kernel.subjects import Subject
from community.moderation.models import ReviewItem
from community.moderation.queue.actions import open_item
from community.moderation.screening.registration import REGISTRATION


def open_registration(*, member_id: int) -> ReviewItem | None:
    """Let a new account, to which nobody can sign in yet, wait in the queue. Once: a decision
    stands."""
    member = User.objects.filter(pk=member_id, is_active=False).first()
    subject = Subject("accounts.member", member_id)
    known = ReviewItem.objects.filter(
        type=REGISTRATION, subject_kind=subject.kind, subject_id=subject.id
    )
    if member is None or known.exists():
        return None
    machine = User.objects.get(is_machine=True)
    return open_item(
        type=REGISTRATION,
        subject=subject,
        by=machine,
        member=member,
        reasons=["registration"],
        payload={"username": member.username, "host": member.email.rpartition("@")[2]},
    )


def approve_registration(*, item: ReviewItem, by: User, text: str = "") -> None:
    """Part of the decision: the member can sign in from now on, and learns of it by email."""
    member = admit_member(member=User.objects.get(pk=item.subject_id), by=by)
    _mail(member, "approved", _("Your account at %(site)s was approved"), text)


def reject_registration(*, item: ReviewItem, by: User, text: str = "") -> None:
    """Part of the decision: the account stays closed, and the member learns why by email."""
    member = User.objects.get(pk=item.subject_id)
    _mail(member, "rejected", _("Your registration at %(site)s was declined"), text)


def may_decide_registration(person: User, item: ReviewItem) -> bool:
    """Moderators of the whole site."""
    return may_moderate(person)


def _mail(member: User, outcome: str, subject: Text, text: str) -> None:
    if not member.email:
        return
    site = settings.SITE_URL.rstrip("/")
    told = {
        "member": member,
        "text": text,
        "SITE_NAME": settings.SITE_NAME,
        "sign_in_url": site + reverse("account_login"),
    }
    with override(language_for(member)):
        send_mail(
            str(subject) % {"site": settings.SITE_NAME},
            render_to_string(f"moderation/registration_{outcome}_mail.txt", told),
            None,
            [member.email],
        )
