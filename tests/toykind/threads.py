from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from community.discussions.containers import registration as containers
from community.discussions.containers.policy import BY_PERMISSIONS
from community.discussions.kinds import Kind, Lists, register
from community.discussions.models.containers import ContainerKind
from community.discussions.tags.actions import count_shown, uncount_hidden
from community.discussions.texts import ContainerTexts, Texts
from tests.toykind.actions import count_answer
from tests.toykind.models import Board

register(
    Kind(
        name="toykind.letter",
        label="letter",
        may_reply=lambda person, thread: "do not answer" not in thread.title,
        on_reply=count_answer,
    )
)
register(
    Kind(
        name="toykind.note",
        label="note",
        texts=Texts(
            many=_("Notes"),
            all=_("All notes"),
            new=_("New note"),
            too_many_tags=ngettext_lazy(
                "A note can have at most %(count)s tag.",
                "A note can have at most %(count)s tags.",
                "number",
            ),
        ),
        on_hide=uncount_hidden,
        on_show=count_shown,
        lists=Lists(namespace="notes", title=_("Notes"), container_kind=Board.KIND),
        **BY_PERMISSIONS,
    )
)
containers.register(
    ContainerKind(
        model=Board,
        label="pinboard",
        plural="pinboards",
        threads="toykind.note",
        url=lambda board: reverse("notes:container", args=[board.slug, board.pk]),
        texts=ContainerTexts(
            many=_("Boards"),
            inside=_("In this board"),
            slug_taken=_("Another board has this slug. Choose a different one."),
            not_empty=_("Only an empty board can be deleted. Move its notes and subboards first."),
            would_become_public=ngettext_lazy(
                "Everyone could then read its %(count)s note. Confirm that you want this.",
                "Everyone could then read its %(count)s notes. Confirm that you want this.",
                "number",
            ),
            more_tags_needed=ngettext_lazy(
                "A note in this board needs at least %(count)s tag.",
                "A note in this board needs at least %(count)s tags.",
                "number",
            ),
        ),
    )
)
