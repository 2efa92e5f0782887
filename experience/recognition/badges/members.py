"""Badges on members' pages."""

from django.utils.translation import gettext_lazy as _

from community.accounts.people.tabs import Tab, register
from experience.recognition.badges.queries import badges_page

register(
    Tab(
        slug="badges",
        label=_("Badges"),
        position=60,
        rows=badges_page,
        template="recognition/_badges_of_member.html",
        empty=_("No badges yet."),
    )
)
