"""Which files are taken, and with which word the others are refused."""

import io

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from community.discussions.models import Upload, UploadUsage
from community.discussions.uploads import storage
from community.discussions.uploads.actions import add_upload
from community.discussions.uploads.limits import PDF, WEBP
from community.discussions.uploads.names import safe_name
from community.events.models import EventRecord
from community.kernel.errors import TITLES, RuleViolation
from tests.discussions.uploads.samples import REFUSED, SECRET, TAKEN
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def stored():
    try:
        shards, _ = default_storage.listdir(storage.FOLDER)
    except FileNotFoundError:
        return []
    return [key for shard in shards for key in default_storage.listdir(f"uploads/{shard}")[0]]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize("case", TAKEN)
def test_a_file_is_taken_for_what_it_is(case):
    name, content, kind, media_type, kept = TAKEN[case]
    member = UserFactory()

    upload = add_upload(file=io.BytesIO(content), name=name, by=member)

    assert (upload.kind, upload.media_type, upload.name) == (kind, media_type, kept)
    with default_storage.open(storage.path_of(upload.key)) as file:
        written = file.read()
    assert SECRET not in written
    assert len(written) == upload.bytes == UploadUsage.objects.get(pk=member.pk).bytes
    if kind == "picture":
        with Image.open(io.BytesIO(written)) as image:
            assert (image.format, *image.size) == ("WEBP", upload.width, upload.height)
            assert not {"exif", "icc_profile", "xmp"} & image.info.keys()
    else:
        assert written == content


@pytest.mark.parametrize("case", REFUSED)
def test_a_hostile_file_is_refused_with_a_clear_word_and_leaves_nothing(case):
    name, content, code = REFUSED[case]
    member = UserFactory()

    with pytest.raises(RuleViolation) as refused:
        add_upload(file=io.BytesIO(content), name=name, by=member)

    assert refused.value.code == code
    assert TITLES[code]
    assert str(refused.value)
    assert not Upload.objects.exists()
    assert not UploadUsage.objects.exists()
    assert not stored()
    assert not EventRecord.objects.filter(name="discussions.file.uploaded").exists()


@pytest.mark.parametrize(
    ("name", "of", "kept"),
    [
        ("../../etc/passwd", PDF, "passwd.pdf"),
        ("C:\\a\\b.pdf", PDF, "b.pdf"),
        ("a\0b\r\n.pdf", PDF, "ab.pdf"),
        ("photo\u202egnp.exe", WEBP, "photognp.webp"),
        ("a.php.jpg", WEBP, "a.webp"),
        ("Report v1.2.pdf", PDF, "Report v1.2.pdf"),
        ('a"b;c=d.pdf', PDF, "a b c=d.pdf"),
        ("", PDF, "document.pdf"),
        (".htaccess", PDF, "htaccess.pdf"),
        ("690.webp", WEBP, "picture 690.webp"),
        ("漢" * 300 + ".pdf", PDF, "漢" * 96 + ".pdf"),
    ],
)
def test_a_name_is_made_safe(name, of, kept):
    assert safe_name(name, of) == kept
