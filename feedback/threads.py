"""What ideas and boards are as threads and containers."""

from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from community.discussions.containers import registration as containers
from community.discussions.containers.policy import BY_PERMISSIONS
from community.discussions.kinds import Kind, Lists, register
from community.discussions.models.containers import ContainerKind
from community.discussions.texts import ContainerTexts, Texts
from community.kernel.addresses import address
from community.kernel.text import slug
from feedback.ideas.actions import converting, hiding
from feedback.ideas.facts import LABELS, facts, tell
from feedback.models import KIND, Board, Idea, idea_url


def states(ids: Collection[int]) -> Mapping[int, Sequence[str]]:
    """The categories of ideas' statuses, which a search finds them by."""
    rows = Idea.objects.filter(pk__in=ids).values_list("pk", "category")
    return {pk: [category] for pk, category in rows}


register(
    Kind(
        name=KIND,
        label="idea",  # no translation: an identifier
        url=idea_url,
        on_hide=hiding.on_hide,
        on_show=hiding.on_show,
        leave=converting.leave,
        arrive=converting.arrive,
        edit_url=lambda thread: address("feedback:edit", slug(thread.title), thread.pk),
        facts=facts,
        tell=tell,
        states=states,
        lists=Lists(
            namespace="feedback",
            title=_("Ideas"),
            container_kind=Board.KIND,
            start="feedback:submit",
            index="feedback:boards",
            container_settings="feedback:board_settings",
            post_url=lambda thread, number: address("feedback:post", "-", thread.pk, number),
        ),
        texts=Texts(
            many=_("Ideas"),
            all=_("All ideas"),
            latest=_("Latest ideas"),
            newer=_("Newer ideas"),
            older=_("Older ideas"),
            more=_("More ideas"),
            by_newest=_("Ideas by newest activity"),
            feed_of_all=_("Feed of all ideas"),
            # Translators: beside a board, and read aloud.
            counted=ngettext_lazy("%(count)s idea", "%(count)s ideas", "number"),
            new=_("New idea"),
            start=_("Suggest an idea"),
            reply=_("Comment"),
            about=_("About this idea"),
            yours=_("Your idea"),
            edit=_("Edit details"),
            search=_("Search this idea"),
            delete=_("Delete idea"),
            delete_question=_("Delete this idea?"),
            deleted=_("Idea deleted."),
            too_many_tags=ngettext_lazy(
                "An idea can have at most %(count)s tag. Remove some.",
                "An idea can have at most %(count)s tags. Remove some.",
                "number",
            ),
            one_tag_of_group=_("An idea can have only one tag from the group “%(group)s”."),
            facts=LABELS,
        ),
        **BY_PERMISSIONS,
    )
)


containers.register(
    ContainerKind(
        model=Board,
        label="board",  # no translation: an identifier
        plural="boards",
        threads=KIND,
        url=lambda board: address("feedback:container", board.slug, board.pk),
        texts=ContainerTexts(
            many=_("Boards"),
            all=_("All boards"),
            about=_("About this board"),
            inside=_("On this board"),
            feed=_("Board feed"),
            search=_("Search this board"),
            suggested=_("Suggested board: %(container)s"),
            threads_by=_("Ideas by board"),
            slug_taken=_("Another board has this slug. Choose a different one."),
            not_empty=_("Only an empty board can be deleted. Move its ideas first."),
            would_become_public=ngettext_lazy(
                "Everyone could then read its %(count)s idea. Confirm that you want this.",
                "Everyone could then read its %(count)s ideas. Confirm that you want this.",
                "number",
            ),
            more_tags_needed=ngettext_lazy(
                "An idea on this board needs at least %(count)s tag.",
                "An idea on this board needs at least %(count)s tags.",
                "number",
            ),
            tag_of_group_needed=_("An idea on this board needs a tag from the group “%(group)s”."),
        ),
    )
)
