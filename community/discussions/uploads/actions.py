"""Files: uploaded, described, deleted, and purged when no post has them."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from itertools import chain
from typing import IO, Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Now
from django.utils import timezone

from community.accounts import rates
from community.accounts.models import User
from community.accounts.policy import may_moderate
from community.discussions.events import FileDeleted, FileUploaded
from community.discussions.models import Post, PostUpload, Upload, UploadUsage
from community.discussions.uploads import policy, storage
from community.discussions.uploads.checks.files import Checked, check_file
from community.discussions.uploads.keys import new_key
from community.discussions.uploads.limits import LONGEST_ALT, VARIANT_WIDTHS, WEBP
from community.discussions.uploads.names import safe_name
from community.discussions.uploads.refusals import InUse, PicturesOnly, QuotaExceeded
from community.events.outbox import publish
from community.kernel.errors import Denied
from community.kernel.subjects import Subject
from community.kernel.text import one_line, storable
from community.moderation.log.actions import record_act
from community.moderation.models import ReviewItem

KEPT_UNUSED = timedelta(hours=48)
STRAY_AFTER = timedelta(days=1)  # an upload takes minutes: what has no row by then never gets one
MOST_ATTEMPTS = 5
AT_ONCE = 100  # files that are purged in one transaction
# One statement, so that of two uploads at once the second one sees what the first one took.
_TAKE = """
    INSERT INTO discussions_uploadusage AS usage (member_id, bytes)
    SELECT %(member)s, %(bytes)s WHERE %(most)s IS NULL OR %(bytes)s <= %(most)s
    ON CONFLICT (member_id) DO UPDATE SET bytes = usage.bytes + excluded.bytes
    WHERE %(most)s IS NULL OR usage.bytes + excluded.bytes <= %(most)s
    RETURNING bytes
"""


def add_upload(*, file: IO[bytes], name: str, alt: str = "", by: User) -> Upload:
    """Check a file, keep it under a name that nobody can guess, and count its bytes.

    It is its owner's alone until a post has it, and is deleted after 48 hours without one.
    A picture is encoded again before anything of it is kept.
    Raises a refusal of uploads/refusals.py or kernel/pictures.py; none leaves anything behind.
    """
    if not policy.may_upload(by):
        raise Denied
    storable(name)
    alt = _alt(alt)
    rates.consume("upload", by=by)
    checked = check_file(file, name)
    if checked.type.kind != Upload.Kind.PICTURE and not policy.may_upload_any_type(by):
        raise PicturesOnly
    kept, of_content = _kept(file, checked)
    upload = Upload(key=new_key(), owner=by, alt=alt, **of_content)
    upload.name = safe_name(name, WEBP if upload.kind == Upload.Kind.PICTURE else checked.type)
    try:
        storage.keep(upload.key, kept)  # before its row: one without a file is shown as broken
        with transaction.atomic():
            _take(by, upload.bytes)
            upload.save(force_insert=True)
            publish(
                FileUploaded(
                    actor_id=by.pk, upload_id=upload.pk, kind=upload.kind, bytes=upload.bytes
                )
            )
    except BaseException:
        storage.forget(upload.key, [storage.MAIN])
        raise
    upload.refresh_from_db()
    return upload


def _kept(file: IO[bytes], checked: Checked) -> tuple[bytes | IO[bytes], dict[str, Any]]:
    """What is written, and what its row says of that."""
    if checked.type.kind != Upload.Kind.PICTURE:
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256")  # type: ignore[arg-type]
        file.seek(0)
        return file, {
            "kind": checked.type.kind,
            "media_type": checked.type.media_type,
            "bytes": checked.size,
            "sha256": digest.hexdigest(),
        }
    from community.discussions.uploads.encoding import encoded  # noqa: PLC0415 - Pillow

    picture = encoded(checked.content, checked.delays)
    is_still = len(checked.delays) < 2
    return picture.content, {
        "kind": checked.type.kind,
        "media_type": WEBP.media_type,
        "bytes": len(picture.content),
        "sha256": hashlib.sha256(picture.content).hexdigest(),
        "width": picture.width,
        "height": picture.height,
        "due_at": Now() if is_still and picture.width > VARIANT_WIDTHS[0] else None,
    }


def _alt(alt: str) -> str:
    return one_line(storable(alt)).strip()[:LONGEST_ALT]


def _take(member: User, count: int) -> None:
    """Count these bytes as the member's. Raises QuotaExceeded."""
    told = {"member": member.pk, "bytes": count, "most": policy.quota_of(member)}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, told)
        if cursor.fetchone() is None:
            raise QuotaExceeded


def edit_upload(*, upload: Upload, by: User, alt: str | None = None) -> Upload:
    """Say what is in it, for who does not see it. Posts that show it keep what they say. Without
    an `alt` nothing changes."""
    if not policy.may_edit(by, upload):
        raise Denied
    if alt is None:
        return upload
    alt = _alt(alt)
    rates.consume("change", by=by)
    with transaction.atomic():
        upload = Upload.objects.select_for_update(no_key=True).get(pk=upload.pk)
        if upload.alt != alt:
            upload.alt = alt
            upload.save(update_fields=["alt"])
    return upload


def delete_upload(*, upload: Upload, by: User) -> None:
    """Delete a file that no post has; moderators also one that posts have. It is gone for good,
    and its bytes are free again. Raises Denied and InUse."""
    if not policy.may_delete(by, upload):
        raise Denied
    with transaction.atomic():
        # A post that begins to use it waits for this lock, or this one for the post.
        locked = Upload.objects.select_for_update().filter(pk=upload.pk).first()
        if locked is None:
            return
        if not may_moderate(by) and _is_used(locked):
            raise InUse
        if by.pk != locked.owner_id:
            _log(locked, by)
        _delete(locked, by)


def _log(upload: Upload, by: User) -> None:
    """Tell the readers of the post that a moderator deleted something in it."""
    posts = Post.objects.filter(pk__in=upload.uses.values("post")).select_related("thread")
    if post := posts.order_by("pk").first():
        about, audience = Subject("discussions.post", post.pk), post.thread.audience_id
    elif upload.review_item_id is not None:
        item = ReviewItem.objects.select_related("audience").get(pk=upload.review_item_id)
        about, audience = item.subject, item.audience.pk
    else:
        return
    record_act(
        action="discussions.file_deleted", subject=about, actor=by, member=upload.owner,
        audience_id=audience,
    )  # fmt: skip


def _is_used(upload: Upload) -> bool:
    return upload.review_item_id is not None or upload.uses.exists()


def _delete(upload: Upload, by: User | None) -> None:
    """A locked one, with its files once that is committed."""
    publish(
        FileDeleted(actor_id=by.pk if by else None, upload_id=upload.pk, owner_id=upload.owner_id)
    )
    UploadUsage.objects.filter(member=upload.owner_id).update(bytes=F("bytes") - upload.bytes)
    parts = [storage.MAIN, *map(storage.variant, upload.widths)]
    transaction.on_commit(partial(storage.forget, upload.key, parts), robust=True)
    upload.delete()


def make_variants(*, upload_id: int) -> None:
    """Make the smaller ones of a picture, and count their bytes. Called twice it does it once; a
    picture that cannot be read is left as it is after some attempts."""
    claimed = Upload.objects.filter(pk=upload_id, due_at__lte=Now(), attempts__lt=MOST_ATTEMPTS)
    again = Now() + timedelta(minutes=5)
    if not claimed.update(due_at=again, attempts=F("attempts") + 1):
        Upload.objects.filter(pk=upload_id, attempts__gte=MOST_ATTEMPTS).update(due_at=None)
        return
    upload = Upload.objects.get(pk=upload_id)
    from community.discussions.uploads.encoding import smaller  # noqa: PLC0415 - Pillow

    widths = [width for width in VARIANT_WIDTHS if width < (upload.width or 0)]
    made = smaller(storage.read_whole(upload.key), widths)
    parts = [storage.variant(width) for width in made]
    storage.forget(upload.key, parts)  # of an attempt that was killed
    try:
        for width, content in made.items():
            storage.keep(upload.key, content, storage.variant(width))
        with transaction.atomic():
            _keep_variants(upload_id, made)
    except BaseException:
        storage.forget(upload.key, parts)
        raise


def _keep_variants(upload_id: int, made: dict[int, bytes]) -> None:
    """Raises DoesNotExist if the file was deleted in the meantime."""
    upload = Upload.objects.select_for_update(no_key=True).get(pk=upload_id)
    size = sum(map(len, made.values()))
    usage = UploadUsage.objects.filter(member=upload.owner_id)
    usage.update(bytes=F("bytes") + size)
    upload.widths, upload.due_at, upload.attempts = sorted(made), None, 0
    upload.bytes += size
    upload.save(update_fields=["widths", "due_at", "attempts", "bytes"])


def purge_orphans() -> int:
    """Delete what no post has had for 48 hours and what waits for no approval; return how many."""
    count = 0
    while done := _purge_some():
        count += done
    return count


def _purge_some() -> int:
    used = PostUpload.objects.filter(upload=OuterRef("pk"))
    unused = Upload.objects.filter(
        ~Exists(used), orphaned_at__lt=Now() - KEPT_UNUSED, review_item_id=None
    )
    with transaction.atomic():
        # By id, as posts lock theirs; one that a post is about to use is left to it.
        found = unused.order_by("pk").select_for_update(skip_locked=True, of=["self"])[:AT_ONCE]
        rows = [row for row in found if not row.uses.exists()]  # read after the lock
        for row in sorted(rows, key=lambda row: row.owner_id):  # as their usage is locked
            _delete(row, None)
    return len(rows)


def purge_strays(shards: Iterable[str] = storage.SHARDS) -> int:
    """Remove files without a row, as a killed process leaves them; return how many."""
    count = 0
    before = timezone.now() - STRAY_AFTER
    for key, parts in chain.from_iterable(storage.strays(before, shard) for shard in shards):
        row = Upload.objects.filter(key=key).first()
        kept = [storage.MAIN, *map(storage.variant, row.widths)] if row else []
        gone = [part for part in parts if part not in kept and not (row and row.due_at)]
        if gone or not parts:
            storage.forget(key, gone)
            count += len(gone)
    return count
