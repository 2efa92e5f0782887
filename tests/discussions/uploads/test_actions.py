"""Quotas, deletion, smaller pictures and what is purged."""

import errno
import io
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from community.accounts import rates
from community.accounts.people.actions import silence_member
from community.discussions.actions import edit_post, reply_to_thread
from community.discussions.models import PostUpload, Upload, UploadUsage
from community.discussions.uploads import actions, limits, storage
from community.discussions.uploads.actions import (
    add_upload,
    delete_upload,
    edit_upload,
    make_variants,
    purge_orphans,
    purge_strays,
)
from community.discussions.uploads.refusals import InUse, PicturesOnly, QuotaExceeded
from community.events.models import EventRecord
from community.kernel.errors import Denied, TooMany
from community.kernel.invariants import broken
from community.kernel.text import NotText
from community.moderation.log.queries import entries_visible_to, shown_entries
from tests.discussions.uploads.samples import PNG, pdf, photo
from tests.factories import ModeratorFactory, TopicFactory, UserFactory, in_hours

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def sent(by, content=PNG, name="a.png", **more):
    return add_upload(file=io.BytesIO(content), name=name, by=by, **more)


def in_post(upload):
    thread = TopicFactory().thread
    return reply_to_thread(thread=thread, source=upload.markdown, by=upload.owner)


def used(member):
    return UploadUsage.objects.get(pk=member.pk).bytes


def files():
    found = []
    for shard in storage.SHARDS:
        found += storage.strays(timezone.now() + timedelta(days=9), shard)
    return dict(found)


def told(name):
    return EventRecord.objects.filter(name=f"discussions.file.{name}").count()


# -- upload ------------------------------------------------------------------------------------
def test_new_members_send_pictures_alone():
    new, moderator = UserFactory(trust_level=0), ModeratorFactory(trust_level=0)

    sent(new)
    sent(moderator, pdf(), "a.pdf")

    with pytest.raises(PicturesOnly):
        sent(new, pdf(), "a.pdf")


def test_a_quota_is_kept_and_moderators_have_none(monkeypatch):
    monkeypatch.setitem(limits.QUOTAS, 1, 2 * len(pdf()))
    member, moderator = UserFactory(), ModeratorFactory(trust_level=1)

    first, _ = sent(member, pdf(), "a.pdf"), sent(member, pdf(), "b.pdf")
    with pytest.raises(QuotaExceeded):
        sent(member, pdf(), "c.pdf")
    for _ in range(3):
        sent(moderator, pdf(), "a.pdf")

    assert used(member) == 2 * len(pdf())
    assert len(files()) == Upload.objects.count() == told("uploaded") == 5
    assert not broken()
    delete_upload(upload=first, by=member)
    sent(member, pdf(), "d.pdf")


def test_who_may_not_write_may_not_upload():
    member, moderator = UserFactory(), ModeratorFactory()
    member = silence_member(member=member, until=in_hours(1), by=moderator)

    with pytest.raises(Denied):
        sent(member)

    assert not files()


@pytest.mark.limits
def test_uploads_are_limited():
    member = UserFactory(trust_level=0)
    for _ in range(rates.LIMITS["upload"][rates.MINUTE][0]):
        sent(member)

    with pytest.raises(TooMany):
        sent(member)


def test_a_failed_row_leaves_no_file(monkeypatch):
    def fail(_event):
        raise RuntimeError

    monkeypatch.setattr(actions, "publish", fail)
    with pytest.raises(RuntimeError):
        sent(UserFactory())

    assert not files()
    assert not UploadUsage.objects.exists()


# -- describe and delete -----------------------------------------------------------------------
def test_a_full_disk_keeps_no_half_of_a_file(monkeypatch, as_):
    def until_full(file, chunk_size=None):
        yield b"half"
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(storage.ContentFile, "chunks", until_full)
    client = as_(UserFactory())
    client.raise_request_exception = False

    response = client.post("/api/v1/uploads/", {"file": io.BytesIO(PNG)})

    assert (response.status_code, response.json()["code"]) == (503, "unavailable")
    assert not files()


def test_its_owner_and_moderators_describe_a_file():
    upload = sent(UserFactory(), alt=" A \n sensor ")
    assert upload.markdown == f"![A sensor](/files/{upload.key}/a.webp)"

    assert edit_upload(upload=upload, alt="A lamp", by=upload.owner).alt == "A lamp"
    assert edit_upload(upload=upload, alt="", by=ModeratorFactory()).alt == ""
    with pytest.raises(Denied):
        edit_upload(upload=upload, alt="Mine", by=UserFactory())
    with pytest.raises(NotText):
        edit_upload(upload=upload, alt="\0", by=upload.owner)


def test_its_owner_deletes_a_file_that_no_post_has(django_capture_on_commit_callbacks):
    upload = sent(UserFactory())
    post = in_post(upload)

    with pytest.raises(InUse):
        delete_upload(upload=upload, by=upload.owner)
    with pytest.raises(Denied):
        delete_upload(upload=upload, by=UserFactory())
    assert told("deleted") == 0
    edit_post(post=post, source="Without.", by=upload.owner)
    with django_capture_on_commit_callbacks(execute=True):
        delete_upload(upload=upload, by=upload.owner)
        delete_upload(upload=upload, by=upload.owner)

    assert told("deleted") == 1
    assert used(upload.owner) == 0
    assert not Upload.objects.exists()
    assert not files()


def test_a_moderator_deletes_a_file_that_posts_have(django_capture_on_commit_callbacks):
    upload = sent(UserFactory())
    in_post(upload)

    with django_capture_on_commit_callbacks(execute=True):
        delete_upload(upload=upload, by=ModeratorFactory())

    assert not PostUpload.objects.exists()
    assert not files()
    assert not broken()


def test_the_log_tells_what_a_moderator_deletes():
    owner, moderator = UserFactory(), ModeratorFactory()
    upload, own, unused = sent(owner), sent(moderator), sent(owner)
    post = in_post(upload)
    in_post(own)

    for one, by in [(upload, moderator), (own, moderator), (unused, owner)]:
        delete_upload(upload=one, by=by)

    reader = UserFactory()
    [line] = shown_entries(entries_visible_to(reader), reader)
    about = f"Post {post.number} in {post.thread.title}"
    assert line.text == f"{moderator.username} deleted a file of {owner.username} in {about}."


# -- smaller pictures --------------------------------------------------------------------------
def test_smaller_pictures_are_made_once(django_capture_on_commit_callbacks):
    upload = sent(UserFactory(), photo((1200, 900)), "a.jpg")
    before = upload.bytes

    make_variants(upload_id=upload.pk)
    make_variants(upload_id=upload.pk)

    upload.refresh_from_db()
    assert (upload.widths, upload.due_at) == ([690, 1035], None)
    assert used(upload.owner) == upload.bytes > before
    with default_storage.open(storage.path_of(upload.key, "690.webp")) as file:
        assert Image.open(file).size == (690, 518)
    assert not broken()
    with django_capture_on_commit_callbacks(execute=True):
        delete_upload(upload=upload, by=upload.owner)
    assert not files()


@pytest.mark.parametrize(
    ("size", "kept"), [((8000, 1000), (2560, 320)), ((700, 4000), (448, 2560)), ((5, 5), (5, 5))]
)
def test_a_picture_is_kept_no_larger_than_needed(size, kept):
    upload = sent(UserFactory(), photo(size), "a.jpg")

    assert (upload.width, upload.height) == kept
    assert (upload.due_at is not None) == (kept[0] > 690)


def test_a_picture_is_kept_upright_and_a_drawing_without_loss():
    exif = Image.Exif()
    exif[0x0112] = 6
    drawing = Image.new("RGB", (40, 20), "white")
    drawing.paste((200, 30, 31), (0, 0, 20, 20))
    out = io.BytesIO()
    drawing.save(out, "PNG", exif=exif)

    upload = sent(UserFactory(), out.getvalue())

    with default_storage.open(storage.path_of(upload.key)) as file:
        shown = Image.open(file).convert("RGB")
        assert shown.size == (20, 40)
        assert (shown.getpixel((3, 3)), shown.getpixel((3, 36))) == ((200, 30, 31), (255,) * 3)


def test_a_picture_that_cannot_be_read_is_given_up():
    upload = sent(UserFactory(), photo((800, 600)), "a.jpg")
    storage.forget(upload.key, [storage.MAIN])

    for _ in range(actions.MOST_ATTEMPTS):
        with pytest.raises(storage.NotThere):
            make_variants(upload_id=upload.pk)
        Upload.objects.filter(pk=upload.pk).update(due_at=in_hours(-1))
    make_variants(upload_id=upload.pk)

    upload.refresh_from_db()
    assert upload.due_at is None
    assert upload.widths == []


# -- purge -------------------------------------------------------------------------------------
def test_what_no_post_has_for_two_days_is_purged(django_capture_on_commit_callbacks):
    member = UserFactory()
    orphan, kept, waiting, fresh = (sent(member) for _ in range(4))
    in_post(kept)
    Upload.objects.filter(pk=waiting.pk).update(review_item_id=5)
    old = Upload.objects.exclude(pk__in=[fresh.pk, kept.pk])
    old.update(orphaned_at=in_hours(-49))

    with django_capture_on_commit_callbacks(execute=True):
        assert purge_orphans() == 1
        assert purge_orphans() == 0

    assert not Upload.objects.filter(pk=orphan.pk).exists()
    assert {*files()} == {kept.key, waiting.key, fresh.key}
    assert EventRecord.objects.get(name="discussions.file.deleted").payload["actor_id"] is None
    assert not broken()


def test_files_without_a_row_are_purged_after_a_day():
    upload = sent(UserFactory(), photo((800, 600)), "a.jpg")
    make_variants(upload_id=upload.pk)
    storage.keep("ab" * 16, b"left by a killed process")
    storage.keep(upload.key, b"left, too", "1380.webp")

    assert purge_strays() == 0
    with time_machine.travel(in_hours(25)):
        assert purge_strays() == 2

    assert files().keys() == {upload.key}
    assert sorted(files()[upload.key]) == ["690.webp", "file"]
