"""Vote rings in the admin: they are decided in the review queue."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.accounts.policy import is_administrator, may_moderate
from community.kernel import formats
from community.kernel.admin import ActionAdmin
from experience.recognition.models import VoteRing


@admin.register(VoteRing)
class VoteRingAdmin(ActionAdmin):
    for_moderators = True

    list_display = [
        "__str__", "size", "since", "until", "votes", "percent", "state", "found_at", "decided_by",
    ]  # fmt: skip
    list_filter = ["state"]
    list_select_related = ["decided_by"]
    ordering = ["-pk"]
    fields = [
        "members", "since", "until", "votes", "percent", "state", "found_at", "decided_by",
        "decided_at",
    ]  # fmt: skip
    readonly_fields = ["members", "percent"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """As policy.may_see_ring."""
        rows: QuerySet[Any] = super().get_queryset(request)
        if not may_moderate(request.user):
            return rows.none()
        if is_administrator(request.user):
            return rows
        return rows.exclude(member_ids__contains=[request.user.pk])

    @admin.display(description=_("Members"))
    def size(self, ring: VoteRing) -> str:
        return formats.number(len(ring.member_ids))

    @admin.display(description=_("share of their points"), ordering="share")
    def percent(self, ring: VoteRing) -> str:
        return _("%(number)s%%") % {"number": formats.number(round(ring.share * 100))}

    @admin.display(description=_("Members"))
    def members(self, ring: VoteRing) -> str:
        people = User.objects.filter(pk__in=ring.member_ids).order_by("pk")
        return formats.listed(people.values_list("username", flat=True))
