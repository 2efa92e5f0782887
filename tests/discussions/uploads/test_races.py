"""Uploads at once, on real threads and PostgreSQL."""

import io

import pytest

from community.discussions.actions import reply_to_thread
from community.discussions.models import PostUpload, Upload, UploadUsage
from community.discussions.uploads import limits
from community.discussions.uploads.actions import add_upload, delete_upload, make_variants
from community.discussions.uploads.refusals import InUse, QuotaExceeded
from community.kernel.invariants import broken
from tests.discussions.uploads.samples import pdf, photo
from tests.discussions.uploads.test_actions import files
from tests.factories import TopicFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_no_uploads_at_once_pass_the_quota(in_threads, monkeypatch):
    monkeypatch.setitem(limits.QUOTAS, 1, 3 * len(pdf()))
    member = UserFactory()

    def send():
        try:
            return add_upload(file=io.BytesIO(pdf()), name="a.pdf", by=member)
        except QuotaExceeded:
            return None

    made = [one for one in in_threads([send] * 8) if one]

    assert len(made) == Upload.objects.count() == 3
    assert UploadUsage.objects.get(pk=member.pk).bytes == 3 * len(pdf())
    assert files().keys() == {one.key for one in made}
    assert not broken()


@pytest.mark.parametrize("_", range(3))
def test_a_file_is_either_deleted_or_in_the_post(in_threads, _):
    thread, member = TopicFactory().thread, UserFactory()
    upload = add_upload(file=io.BytesIO(pdf()), name="a.pdf", by=member)

    def delete():
        try:
            delete_upload(upload=upload, by=member)
        except InUse:
            return False
        return True

    def write():
        reply_to_thread(thread=thread, source=upload.markdown, by=member)

    is_deleted, _ = in_threads([delete, write])

    assert Upload.objects.exists() == PostUpload.objects.exists() == (not is_deleted)
    assert bool(files()) == (not is_deleted)
    assert not broken()


def test_smaller_pictures_are_made_by_one_of_many(in_threads):
    member = UserFactory()
    upload = add_upload(file=io.BytesIO(photo((800, 600))), name="a.jpg", by=member)

    in_threads([lambda: make_variants(upload_id=upload.pk)] * 4)

    upload.refresh_from_db()
    assert (upload.widths, upload.attempts) == ([690], 0)
    assert files()[upload.key] == ["690.webp", "file"] or len(files()[upload.key]) == 2
    assert not broken()
