"""What programs can do with the log of moderators' acts."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.kernel.http import back
from community.kernel.operations import Api, Resource
from community.kernel.operations.roles import MODERATORS
from community.moderation.log import actions, queries
from community.moderation.log.api import EntryOut, LogFilter
from community.moderation.log.schema import EntryNode, LogQueries
from community.moderation.models import LogEntry

ENTRY = Resource(
    name="entry", model=LogEntry, find=queries.entries_visible_to, out=EntryOut, node=EntryNode
)

read_api = Api("moderation_log", scope="community", resources=[ENTRY], queries=[LogQueries])
read_api.list(
    "moderation/log/", ENTRY, order="-pk", filters=LogFilter, name="list_moderation_log",
    description="What moderators did to things that the caller may read, newest first. Who may"
    " read the log, and whether it tells names, are settings of the site.",
)  # fmt: skip

api = Api("moderation", scope="moderation", resources=[ENTRY], allowed=MODERATORS)
api.mutation("PUT moderation/log/{entry}/undo/", actions.undo_act, output=ENTRY)
api.button(
    "moderation/log/{entry}/undo/", actions.undo_act, name="undo", message=_("Undone."),
    then=lambda request, _entry: back(request, reverse("moderation:log")),
)  # fmt: skip

declared = (read_api, api)
