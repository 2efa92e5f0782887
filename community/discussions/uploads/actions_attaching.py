"""Which files are in which posts, and what waits for approval with its post.

Called by the actions that write posts, within their transactions.
"""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from community.accounts.models import Audience, User
from community.discussions.models import Post, PostUpload, Upload
from community.discussions.uploads.keys import keys_in
from community.moderation.models import ReviewItem


def attach(post: Post, source: str, by: User, *, is_new: bool = False) -> None:
    """Write which files the text of a post shows. From now on its readers may see them.

    So only what `by` may open to them is attached: their own files, and those that these readers
    may see already. What the post had before, it keeps for as long as its text names it.
    """
    keys = keys_in(source)
    uses = PostUpload.objects.filter(post=post)
    before = {} if is_new else dict(uses.values_list("upload__key", "upload_id"))
    if gone := [pk for key, pk in before.items() if key not in keys]:
        _locked(Upload.objects.filter(pk__in=gone))
        uses.filter(upload__in=gone).delete()
        _unused(Upload.objects.filter(pk__in=gone)).update(orphaned_at=Now())
    if added := keys - before.keys():
        ids = _locked(_may_open(added, post, by))
        PostUpload.objects.bulk_create([PostUpload(post=post, upload_id=pk) for pk in ids])
        Upload.objects.filter(pk__in=ids, orphaned_at__isnull=False).update(orphaned_at=None)


def wait(review_item_id: int, source: str, by: User) -> None:
    """Let moderators see the files of a text that waits for approval. Nothing deletes them."""
    if keys := keys_in(source):
        uploads = Upload.objects.owned_by(by).filter(key__in=keys)
        uploads.update(review_item_id=review_item_id)


def release(*, item_id: int) -> None:
    """It was decided. Files that are in no post by now can be used for two days more, if they wait
    with no other text of their owner: who sees no answer may send the same again."""
    for upload in Upload.objects.filter(review_item_id=item_id):
        others = ReviewItem.objects.open().filter(
            member=upload.owner_id, payload__arguments__source__icontains=upload.key
        )
        # One that is decided at this moment keeps or lets go what is in it by itself.
        other = others.exclude(pk=item_id).select_for_update(skip_locked=True, of=["self"]).first()
        if other:
            Upload.objects.filter(pk=upload.pk).update(review_item_id=other.pk)
    waiting = Upload.objects.filter(review_item_id=item_id)
    _unused(waiting).update(orphaned_at=Now())
    waiting.update(review_item_id=None)


def _may_open(keys: Collection[str], post: Post, by: User) -> QuerySet[Upload]:
    """The files that `by` may put into the post: a private one that they only read stays so."""
    audiences = {Audience.PUBLIC_ID, post.thread.audience_id}
    read_there = Post.objects.live().filter(
        thread__audience__in=audiences, thread__deleted_at=None, pk=OuterRef("post")
    )
    seen = PostUpload.objects.filter(Exists(read_there), upload=OuterRef("pk"))
    return Upload.objects.filter(Q(owner=by) | Exists(seen), key__in=keys).visible_to(by)


def _locked(uploads: QuerySet[Upload]) -> list[int]:
    """Their ids, in one order, so that two posts that change at once cannot both take another's use
    for one that stays."""
    rows = uploads.order_by("pk").select_for_update(no_key=True, of=["self"])
    return list(rows.values_list("pk", flat=True))


def _unused(uploads: QuerySet[Upload]) -> QuerySet[Upload]:
    return uploads.filter(~Exists(PostUpload.objects.filter(upload=OuterRef("pk"))))
