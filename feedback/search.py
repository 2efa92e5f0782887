"""Ideas and boards can be found."""

from django.utils.translation import gettext_lazy as _

from community.discussions.searching.registration import container_parts
from community.search.registration import Kind, register, register_status
from feedback.models import KIND, Board, Status
from feedback.releases import search as of_releases  # noqa: F401

register(
    Kind(name=KIND, word="idea", label=_("Ideas"), icon="insight", position=20, is_discussion=True),
    *container_parts(
        Board.KIND,
        word="board",
        label=_("Boards"),
        icon="box",
        position=75,
        hint=_("On a board"),
        unknown=_("There is no board “%(value)s”."),
    ),
)

for category in Status.Category:
    register_status(category.value, category.label)
