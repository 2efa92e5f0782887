from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from community.accounts import actions, actions_signing_in
from community.accounts.http import MemberRequest
from community.accounts.models import Audience, Group, User
from community.kernel.admin import ActionAdmin

DAY = 24


@admin.register(User)
class UserAdmin(ActionAdmin):
    """Moderators act on members; each step goes through an action and is an event."""

    for_moderators = True

    list_display = [
        "username", "email", "trust_level", "reputation", "date_joined", "silenced_until",
        "suspended_until",
    ]  # fmt: skip
    list_filter = ["trust_level", "is_moderator", "is_staff"]
    search_fields = ["folded_username", "email"]
    ordering = ["-pk"]
    exclude = ["password"]
    actions = [
        "raise_trust", "lower_trust", "silence", "suspend", "lift", "appoint", "dismiss",
        "remove_second_factor",
    ]  # fmt: skip

    @admin.action(description="Make moderator")
    def appoint(self, request: MemberRequest, members: QuerySet[User]) -> None:
        self._role(request, members, is_now=True)

    @admin.action(description="Moderator no longer")
    def dismiss(self, request: MemberRequest, members: QuerySet[User]) -> None:
        self._role(request, members, is_now=False)

    @admin.action(description="Remove second factor (for a lost phone)")
    def remove_second_factor(self, request: MemberRequest, members: QuerySet[User]) -> None:
        remove = actions_signing_in.remove_second_factor
        self.each(request, members, lambda m: remove(member=m, by=request.user))

    def _role(self, request: MemberRequest, members: QuerySet[User], *, is_now: bool) -> None:
        roles = {"is_moderator": is_now, "is_staff": is_now}
        self.each(request, members, lambda m: actions.set_roles(member=m, by=request.user, **roles))

    @admin.action(description="Trust level: one up")
    def raise_trust(self, request: MemberRequest, members: QuerySet[User]) -> None:
        self.each(request, members, lambda m: self._level(m, m.trust_level + 1, request.user))

    @admin.action(description="Trust level: one down")
    def lower_trust(self, request: MemberRequest, members: QuerySet[User]) -> None:
        self.each(request, members, lambda m: self._level(m, m.trust_level - 1, request.user))

    @staticmethod
    def _level(member: User, level: int, by: User) -> None:
        actions.set_trust_level(member=member, level=level, by=by)

    @admin.action(description="Silence for a day")
    def silence(self, request: MemberRequest, members: QuerySet[User]) -> None:
        by = request.user
        self.each(request, members, lambda m: actions.silence_member(member=m, hours=DAY, by=by))

    @admin.action(description="Suspend for a week")
    def suspend(self, request: MemberRequest, members: QuerySet[User]) -> None:
        by, week = request.user, 7 * DAY
        self.each(request, members, lambda m: actions.suspend_member(member=m, hours=week, by=by))

    @admin.action(description="End silence and suspension")
    def lift(self, request: MemberRequest, members: QuerySet[User]) -> None:
        def free(member: User) -> None:
            actions.silence_member(member=member, hours=0, by=request.user)
            actions.suspend_member(member=member, hours=0, by=request.user)

        self.each(request, members, free)


@admin.register(Group)
class GroupAdmin(ActionAdmin):
    list_display = ["name", "slug", "rule"]
    fields = ["name", "slug", "members"]
    search_fields = ["name"]
    ordering = ["name", "pk"]
    autocomplete_fields = ["members"]
    through = {
        "add": lambda by, **values: actions.form_group(**values, by=by),
        "change": lambda row, by, **changed: actions.edit_group(group=row, **changed, by=by),
    }


@admin.register(Audience)
class AudienceAdmin(ActionAdmin):
    """Who may read a private category. Audiences of one thing alone are formed with that thing."""

    list_display = ["__str__", "kind"]
    list_filter = ["kind"]
    ordering = ["pk"]
    fields = ["title", "members", "groups"]
    autocomplete_fields = ["members", "groups"]
    through = {
        "add": lambda by, **values: actions.share_audience(**values, by=by),
        "change": lambda row, by, **changed: actions.edit_audience(audience=row, **changed, by=by),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Audience]:
        return super().get_queryset(request).exclude(kind=Audience.Kind.PERSONAL)
