"""What can be found of discussions. An app adds its kinds in a search.py of its own."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.discussions.searching.places import parts
from community.discussions.searching.posts import posts
from community.search.registration import register, register_status

register(posts, *parts)

for name, label in (
    ("solved", _("Solved")),
    ("unsolved", _("Unsolved")),
    ("answer", _("Solution")),
    ("unanswered", _("Unanswered")),
    ("open", pgettext_lazy("topic", "Open")),
    ("closed", pgettext_lazy("topic", "Closed")),
    ("archived", _("Archived")),
    ("pinned", _("Pinned")),
):
    register_status(name, label)
