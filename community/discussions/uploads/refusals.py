"""Why a file is not taken: one class and one code for each reason."""

from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from community.discussions.uploads.limits import (
    MOST_ENTRIES,
    MOST_EXPANDED,
    MOST_FRAMES,
    MOST_PLAYED_SIDE,
    MOST_RATIO,
    MiB,
)
from community.kernel import formats
from community.kernel.errors import RuleViolation
from community.kernel.languages import filled


class FileEmpty(RuleViolation):
    code = "file_empty"
    title = _("Empty file")
    message = _("This file is empty.")


class FileTooLarge(RuleViolation):
    """The file has more bytes than files of its kind may have."""

    code = "file_too_large"
    title = _("File too large")

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    @property
    def message(self) -> str:  # type: ignore[override]
        told = gettext("This file is too large: the limit is %(count)s MB.")
        return told % {"count": formats.number(self.most // MiB)}


class TypeNotAllowed(RuleViolation):
    """Files of this type cannot be uploaded."""

    code = "file_type_not_allowed"
    title = _("File type not allowed")

    def __init__(self, name: str = "") -> None:
        """`name` is what the type is called, as far as that is known."""
        super().__init__()
        self.name = name

    @property
    def message(self) -> str:  # type: ignore[override]
        if not self.name:
            return gettext("Files of this type cannot be uploaded.")
        # Translators: type is "exe" or "Microsoft Windows executable".
        return gettext("Files of this type cannot be uploaded: %(type)s.") % {"type": self.name}


class ContentDiffers(RuleViolation):
    """The name of the file says that it is of another type than it is."""

    code = "file_name_mismatch"
    title = _("File name and content differ")

    def __init__(self, extension: str) -> None:
        super().__init__()
        self.extension = extension

    @property
    def message(self) -> str:  # type: ignore[override]
        told = gettext("The name of this file ends in .%(extension)s, but its content is not that.")
        return told % {"extension": self.extension}


class IsMarkup(RuleViolation):
    code = "file_is_markup"
    title = _("Markup not allowed")
    message = _("SVG, HTML and XML files cannot be uploaded, because they can contain scripts.")


class IsExecutable(RuleViolation):
    code = "file_is_executable"
    title = _("Executable file not allowed")
    message = _("Programs and scripts cannot be uploaded.")


class IsSeveral(RuleViolation):
    code = "file_has_hidden_content"
    title = _("Hidden content in a file")
    message = _("This file has another file hidden in it.")


class IsBroken(RuleViolation):
    code = "file_broken"
    title = _("Broken file")
    message = _("This file is broken or incomplete.")


class NotText(RuleViolation):
    code = "file_not_text"
    title = _("Invalid text file")
    message = _("Text files must be UTF-8 without control characters.")


class TooManyFrames(RuleViolation):
    code = "picture_too_many_frames"
    title = _("Animation too large")
    message = filled(
        _(
            "This animation is too large: the limits are %(frames)s frames, %(side)s pixels per"
            " side and 60 megapixels together."
        ),
        frames=MOST_FRAMES,
        side=MOST_PLAYED_SIDE,
    )


class TooManyEntries(RuleViolation):
    code = "archive_too_many_entries"
    title = _("Too many files in an archive")
    message = filled(
        ngettext_lazy(
            "This archive has too many files: the limit is %(count)s.",
            "This archive has too many files: the limit is %(count)s.",
            MOST_ENTRIES,
        ),
        count=MOST_ENTRIES,
    )


class ArchiveTooLarge(RuleViolation):
    code = "archive_expands_too_far"
    title = _("Archive expands too far")
    message = filled(
        _(
            "This archive expands to too much: the limits are %(megabytes)s MB and %(ratio)s times"
            " its size."
        ),
        megabytes=MOST_EXPANDED // MiB,
        ratio=MOST_RATIO,
    )


class ArchiveUnsafe(RuleViolation):
    code = "archive_has_unsafe_names"
    title = _("Unsafe names in an archive")
    message = _("This archive has files that would be written outside of its folder, or links.")


class ArchiveEncrypted(RuleViolation):
    code = "archive_encrypted"
    title = _("Encrypted archive")
    message = _("Encrypted archives cannot be uploaded.")


class ArchiveNested(RuleViolation):
    code = "archive_nested"
    title = _("Nested archives")
    message = _("This archive has archives within archives.")


class QuotaExceeded(RuleViolation):
    code = "upload_quota_exceeded"
    title = _("Upload quota exceeded")
    message = _("There is no room left for your files. Delete some of them first.")


class PicturesOnly(RuleViolation):
    code = "upload_pictures_only"
    title = _("Pictures only")
    message = _("New members can upload pictures only.")


class InUse(RuleViolation):
    code = "upload_in_use"
    title = _("File in use")
    message = _("This file is in a post. Remove it there first.")
