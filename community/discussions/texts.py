"""What pages and refusals say of a kind of threads, or of containers: whole sentences.

A kind's word put into a sentence could not be translated, so each kind that wants words of its own
declares all of them. `%(count)s` is filled in where the text is shown.
"""
# ruff: noqa: RUF009 - a lazy text is a constant

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from community.kernel import formats
from community.kernel.languages import Text

# By list: what its page says where it is empty, and how it is filled.
EMPTY: Mapping[str, tuple[Text, Text]] = {
    "latest": (
        _("No discussions yet"),
        _("Ask a question or share something to start the first discussion."),
    ),
    "unread": (
        _("No unread discussions"),
        _("Discussions you started, replied to or track appear here when they have new replies."),
    ),
    "new": (
        _("No new discussions"),
        _("New discussions from the last 2 days appear here until you open them or mark all read."),
    ),
    "hot": (
        _("No hot discussions yet"),
        _("Discussions with recent reactions and replies appear here."),
    ),
    "top": (
        _("No top discussions in this period"),
        _("Choose a longer period or see the latest discussions."),
    ),
    "unanswered": (
        _("No unanswered discussions"),
        _("Discussions without replies appear here."),
    ),
    "needs-solution": (
        _("No discussions need a solution"),
        _("Discussions without a solution appear here until one is accepted."),
    ),
    "following": (
        _("You are not following any discussions"),
        _(
            "Discussions you track or watch appear here. Choose the level on the page of a"
            " discussion."
        ),
    ),
}


FACTS: dict[str, Text] = {"title": _("Title"), "language": _("Language")}


@dataclass(frozen=True, kw_only=True)
class Texts:
    """Of a kind of threads; as they are for a plain discussion."""

    # Translators: beside the author of a discussion's first post: they started it.
    # Translators: beside the author of a topic's first post.
    opened: Text = _("Original poster")
    many: Text = _("Discussions")  # a heading
    all: Text = _("All discussions")
    latest: Text = _("Latest discussions")
    newer: Text = _("Newer discussions")
    older: Text = _("Older discussions")
    more: Text = _("More discussions")
    by_newest: Text = _("Discussions by newest activity")
    feed_of_all: Text = _("Feed of all discussions")
    # Translators: beside a number in a list of categories, and read aloud.
    counted: Text = ngettext_lazy("%(count)s discussion", "%(count)s discussions", "number")
    new: Text = _("New discussion")  # a button
    start: Text = _("Start a discussion")
    reply: Text = _("Reply to discussion")
    about: Text = _("About this discussion")
    yours: Text = _("Your discussion")
    edit: Text = _("Edit or move")  # its head
    search: Text = _("Search this discussion")
    delete: Text = _("Delete discussion")
    delete_question: Text = _("Delete this discussion?")
    deleted: Text = _("Discussion deleted.")
    too_many_tags: Text = ngettext_lazy(
        "A discussion can have at most %(count)s tag. Remove some.",
        "A discussion can have at most %(count)s tags. Remove some.",
        "number",
    )
    one_tag_of_group: Text = _("A discussion can have only one tag from the group “%(group)s”.")
    facts: Mapping[str, Text] = field(default_factory=lambda: FACTS)  # by name, of Kind.facts
    empty: Mapping[str, tuple[Text, Text]] = field(default_factory=lambda: EMPTY)


@dataclass(frozen=True, kw_only=True)
class ContainerTexts:
    """Of a kind of containers, and of the threads in them; as they are for discussions in
    categories."""

    many: Text = _("Categories")  # a heading
    all: Text = _("All categories")
    about: Text = _("About this category")
    inside: Text = _("In this category")
    feed: Text = _("Category feed")
    search: Text = _("Search this category")
    suggested: Text = _("Suggested category: %(container)s")
    threads_by: Text = _("Discussions by category")
    slug_taken: Text = _("Another category has this slug. Choose a different one.")
    too_deep: Text = ngettext_lazy(
        "Categories can be nested at most %(count)s level deep.",
        "Categories can be nested at most %(count)s levels deep.",
        "number",
    )
    in_itself: Text = _(
        "A category cannot be its own parent, or below one of its own subcategories."
    )
    not_empty: Text = _(
        "Only an empty category can be deleted. Move its discussions and subcategories first."
    )
    everybody_reads: Text = _(
        "Everyone may read this category, so no group can be excluded: its members could sign"
        " out. Give read access to a group instead of to everyone."
    )
    nobody_reads: Text = _("At least one group, or everyone, must be able to read the category.")
    would_become_public: Text = ngettext_lazy(
        "Everyone could then read its %(count)s discussion. Confirm that you want this.",
        "Everyone could then read its %(count)s discussions. Confirm that you want this.",
        "number",
    )
    more_tags_needed: Text = ngettext_lazy(
        "A discussion in this category needs at least %(count)s tag.",
        "A discussion in this category needs at least %(count)s tags.",
        "number",
    )
    tag_of_group_needed: Text = _(
        "A discussion in this category needs a tag from the group “%(group)s”."
    )


PLAIN, IN_CATEGORIES = Texts(), ContainerTexts()


def counted(text: Text, number: int) -> str:
    """A text of which there is a form for each number, with that number."""
    return str(text % {"number": number, "count": formats.number(number)})
