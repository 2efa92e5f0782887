"""Why something cannot be done with an idea."""

from django.utils.translation import gettext_lazy as _

from community.kernel.errors import RuleViolation


class BugsNotAccepted(RuleViolation):
    code = "bugs_not_accepted"
    title = _("No bug reports on this board")
    message = _("This board does not accept bug reports. Choose another board, or submit an idea.")


class OnlyOfBugs(RuleViolation):
    code = "only_of_bugs"
    title = _("Only bug reports have this")
    message = _(
        "Only a bug report can be a security report or have a severity, steps to reproduce, an"
        " affected version or an environment."
    )


class UnknownKind(RuleViolation):
    code = "unknown_idea_type"
    title = _("Unknown type")
    message = _("The type must be an idea or a bug.")


class UnknownSeverity(RuleViolation):
    code = "unknown_severity"
    title = _("Unknown severity")
    message = _("Choose one of the four severities.")


class IdeaIsMerged(RuleViolation):
    code = "idea_is_merged"
    title = _("Idea is merged")
    message = _("This idea was merged into another one. Undo the merge first.")


class NotMerged(RuleViolation):
    code = "idea_not_merged"
    title = _("Idea is not merged")
    message = _("This idea is not merged into another one.")


class MergedIntoItself(RuleViolation):
    code = "idea_merged_into_itself"
    title = _("Cannot merge an idea into itself")
    message = _("Choose another idea to merge this one into.")


class TargetIsMerged(RuleViolation):
    code = "merge_target_is_merged"
    title = _("Target is merged")
    message = _("The target was merged into another idea. Choose that one.")


class TargetIsPrivate(RuleViolation):
    code = "merge_target_is_private"
    title = _("Target is private")
    message = _("The target is private, so voters of this idea could not see it.")


class TargetIsGone(RuleViolation):
    code = "merge_target_is_gone"
    title = _("Target deleted")
    message = _("The target was deleted. Restore it first, or choose another idea.")


class StatusOfAnotherBoard(RuleViolation):
    code = "status_of_another_board"
    title = _("Status of another board")
    message = _("Choose a status of the idea's board.")


class StatusNotNext(RuleViolation):
    code = "status_not_next"
    title = _("Status change not allowed")
    message = _(
        "An idea goes from submitted to under review, then to planned or declined, from planned to"
        " in progress and then to completed. It can go back one step at a time."
    )


class PrivacyIsOfTheTeam(RuleViolation):
    code = "privacy_is_of_the_team"
    title = _("Cannot be made public")
    message = _(
        "Only the board's team can make a security report or an idea with comments by others"
        " public."
    )


class TypeIsOfTheTeam(RuleViolation):
    code = "type_is_of_the_team"
    title = _("Type cannot be changed")
    message = _("Others have voted on this, so only the board's team can change its type.")


class ThereNeedsApproval(RuleViolation):
    code = "board_needs_approval"
    title = _("Ideas need approval there")
    message = _("Ideas on this board need a moderator's approval. Ask a moderator to move it.")


class BoardIsGone(RuleViolation):
    code = "board_is_gone"
    title = _("Board deleted")
    message = _("The board of this idea was deleted, so it can only be rejected.")
