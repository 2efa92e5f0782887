"""Files as texts show them, and added to texts."""

from collections.abc import Callable, Mapping, Sequence

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.discussions.models import Post, PostUpload, Upload
from community.discussions.uploads.keys import keys_in
from community.discussions.uploads.limits import VARIANT_WIDTHS
from community.kernel.errors import RuleViolation
from community.kernel.markdown import File


class UnknownUpload(RuleViolation):
    code = "unknown_upload"
    title = _("File not found")
    message = _("A file that you want to add does not exist, or was deleted. Add it again.")


def known_files(by: User | None, before: Post | None) -> Callable[[set[str]], Mapping[str, File]]:
    """The files that a text may show: those that who writes it may see, and those that the post has
    already."""

    def find(keys: set[str]) -> dict[str, File]:
        uploads = Upload.objects.filter(key__in=keys)
        seen = Q(pk__in=uploads.visible_to(by or AnonymousUser()).values("pk"))
        if before is not None:
            seen |= Q(Exists(PostUpload.objects.filter(post=before, upload=OuterRef("pk"))))
        return {upload.key: file_of(upload) for upload in uploads.filter(seen)}

    return find


def file_of(upload: Upload) -> File:
    """Smaller pictures are named before they are made: until then their addresses give the whole
    one."""
    is_picture = upload.kind == Upload.Kind.PICTURE
    smaller = [width for width in VARIANT_WIDTHS if is_picture and width < (upload.width or 0)]
    return File(
        kind=upload.kind,
        url=upload.get_absolute_url(),
        name=upload.name,
        bytes=upload.bytes,
        alt=upload.alt,
        width=upload.width or 0,
        height=upload.height or 0,
        variants=[(width, upload.variant_url(width)) for width in smaller],
    )


def with_files(source: str, keys: Sequence[str], by: User) -> str:
    """The text with these files at its end, without those that it has. Raises UnknownUpload."""
    if not keys:
        return source
    found = {upload.key: upload for upload in Upload.objects.visible_to(by).filter(key__in=keys)}
    if found.keys() < set(keys):
        raise UnknownUpload
    added = [found[key].markdown for key in dict.fromkeys(keys) if key not in keys_in(source)]
    return "\n\n".join([text for text in (source.rstrip(), *added) if text])
