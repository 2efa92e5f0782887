"""How actions of releases refuse."""

from django.utils.translation import gettext_lazy as _

from community.kernel.errors import RuleViolation
from community.kernel.languages import Text


class ReleaseTooLong(RuleViolation):
    code = "too_long"
    title = _("Text too long")
    message = _("The version, the title, the notes or a line is too long.")


class ReleaseIncomplete(RuleViolation):
    code = "nothing_written"
    title = _("Required text missing")
    message = _("Enter a version and a title. Each line needs a text.")


class ReleaseEmpty(RuleViolation):
    code = "release_empty"
    title = _("Nothing to publish")
    message = _("Write release notes, or add at least one line.")


class ReleasePublic(RuleViolation):
    code = "release_published"
    title = _("Release already published")
    message = _("This release is already published.")


class NotCompleted(RuleViolation):
    code = "idea_not_completed"
    title = _("Idea not completed")
    message: Text = _(
        "An idea is not completed, or not everyone who can read the release can read it."
    )

    def __init__(self, title: str) -> None:
        super().__init__()
        self.message = _(
            "“%(title)s” is not completed, or not everyone who can read the release can read it."
        ) % {"title": title}


class AlreadyReleased(RuleViolation):
    code = "idea_already_released"
    title = _("Idea already released")
    message = _("An idea of this release is already in another published release.")


class UnknownItem(RuleViolation):
    code = "unknown_item"
    title = _("Unknown line")
    message = _("A line that you changed is no longer in this release.")
