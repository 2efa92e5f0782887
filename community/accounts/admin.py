"""Members in the admin. The other models of accounts are in the packages that they belong to."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.accounts.audiences.admin import AudienceAdmin, GroupAdmin
from community.accounts.http import MemberRequest
from community.accounts.imports.admin import ImportedBadgeAdmin
from community.accounts.invitations.admin import InvitationAdmin
from community.accounts.models import User
from community.accounts.oauth.admin import AppAdmin
from community.accounts.organisations.admin import OrganisationAdmin
from community.accounts.pages.admin import PageAdmin
from community.accounts.people import actions, actions_profile
from community.accounts.security import actions as actions_security
from community.accounts.security.recent_authentication import require_recent_authentication
from community.accounts.tokens.admin import OfServiceAccounts, TokenAdmin
from community.kernel.admin import ActionAdmin

__all__ = [  # importing them registers them
    "AppAdmin",
    "AudienceAdmin",
    "GroupAdmin",
    "ImportedBadgeAdmin",
    "InvitationAdmin",
    "OrganisationAdmin",
    "PageAdmin",
    "TokenAdmin",
    "UserAdmin",
]


class Now(admin.SimpleListFilter):
    """Whether a time until which something holds is still to come."""

    field = ""

    def lookups(self, request, model_admin):
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request, queryset):
        holds = Q(**{f"{self.field}__gt": timezone.now()})
        match self.value():
            case "yes":
                return queryset.filter(holds)
            case "no":
                return queryset.exclude(holds)
        return queryset


class NowSilenced(Now):
    title = _("silenced")
    parameter_name = "silenced"
    field = "silenced_until"


class NowSuspended(Now):
    title = _("suspended")
    parameter_name = "suspended"
    field = "suspended_until"


@admin.register(User)
class UserAdmin(OfServiceAccounts, ActionAdmin):
    """Moderators act on members; each step goes through an action and is an event."""

    for_moderators = True

    list_display = [
        "username", "email", "trust_level", "has_locked_level", "reputation", "date_joined",
        "silenced_until", "suspended_until",
    ]  # fmt: skip
    list_filter = [
        "trust_level", "is_moderator", "is_staff", "is_bot", "date_joined", NowSilenced,
        NowSuspended,
    ]  # fmt: skip
    list_select_related = ["standing"]
    search_fields = ["folded_username", "email"]
    ordering = ["-pk"]
    exclude = ["password"]
    actions = [
        "raise_trust", "lower_trust", "lock_trust", "unlock_trust", "remove_picture", "appoint",
        "dismiss", "remove_second_factor", "show_tokens",
    ]  # fmt: skip

    @admin.action(description=_("Remove avatar"))
    def remove_picture(self, request: MemberRequest, members: QuerySet[User]) -> None:
        by = request.user
        self.each(request, members, lambda m: actions_profile.remove_avatar(member=m, by=by))

    @admin.action(description=_("Make moderator"))
    def appoint(self, request: MemberRequest, members: QuerySet[User]) -> None:
        self._role(request, members, is_now=True)

    @admin.action(description=_("Remove moderator role"))
    def dismiss(self, request: MemberRequest, members: QuerySet[User]) -> None:
        self._role(request, members, is_now=False)

    @admin.action(description=_("Remove two-factor authentication"))
    def remove_second_factor(self, request: MemberRequest, members: QuerySet[User]) -> None:
        def remove(member: User) -> None:
            require_recent_authentication(request)
            actions_security.remove_second_factor(member=member, by=request.user)

        self.each(request, members, remove)

    def _role(self, request: MemberRequest, members: QuerySet[User], *, is_now: bool) -> None:
        roles = {"is_moderator": is_now, "is_staff": is_now}
        self.each(request, members, lambda m: actions.set_roles(member=m, by=request.user, **roles))

    @admin.action(description=_("Raise trust level"))
    def raise_trust(self, request: MemberRequest, members: QuerySet[User]) -> None:
        self.each(request, members, lambda m: self._level(m, m.trust_level + 1, request.user))

    @admin.action(description=_("Lower trust level"))
    def lower_trust(self, request: MemberRequest, members: QuerySet[User]) -> None:
        self.each(request, members, lambda m: self._level(m, m.trust_level - 1, request.user))

    @staticmethod
    def _level(member: User, level: int, by: User) -> None:
        actions.set_trust_level(member=member, level=level, by=by)

    @admin.display(description=_("trust level locked"), boolean=True)
    def has_locked_level(self, member: User) -> bool:
        standing = getattr(member, "standing", None)
        return standing is not None and standing.is_trust_locked

    @admin.action(description=_("Lock trust level"))
    def lock_trust(self, request: MemberRequest, members: QuerySet[User]) -> None:
        self._lock(request, members, is_locked=True)

    @admin.action(description=_("Unlock trust level"))
    def unlock_trust(self, request: MemberRequest, members: QuerySet[User]) -> None:
        self._lock(request, members, is_locked=False)

    def _lock(self, request: MemberRequest, members: QuerySet[User], *, is_locked: bool) -> None:
        def lock(member: User) -> None:
            level = member.trust_level
            actions.set_trust_level(
                member=member, level=level, by=request.user, is_locked=is_locked
            )

        self.each(request, members, lock)
