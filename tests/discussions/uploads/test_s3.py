"""Files in an S3-compatible store: moto's server, which is a process of ours."""

import io
import os
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
import time_machine
from django.core.files.storage import default_storage
from moto.server import ThreadedMotoServer

from community.accounts.people.actions_profile import remove_avatar, set_avatar
from community.discussions.models import Upload
from community.discussions.uploads import storage
from community.discussions.uploads.actions import (
    add_upload,
    delete_upload,
    make_variants,
    purge_orphans,
    purge_strays,
)
from community.setup import files
from tests.conftest import ROOT
from tests.discussions.uploads.samples import mp4, photo, picture
from tests.factories import UserFactory, in_hours

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.servers,
    pytest.mark.filterwarnings("ignore"),  # of the server and its libraries
]


@pytest.fixture(scope="module")
def server():
    """Its address."""
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture(autouse=True)
def bucket(server, settings):
    environment = {
        "FILES_BUCKET": "community",
        "FILES_ENDPOINT": server,
        "FILES_REGION": "us-east-1",
        "FILES_KEY": "a",
        "FILES_SECRET": "b",
    }
    settings.STORAGES = {**settings.STORAGES, "default": files.storage(environment)}
    default_storage.connection.meta.client.create_bucket(Bucket="community")
    yield default_storage.bucket
    default_storage.bucket.objects.all().delete()


def names(bucket):
    return sorted(one.key for one in bucket.objects.all())


def test_a_file_lives_in_a_bucket(as_, bucket, django_capture_on_commit_callbacks):
    member = UserFactory()
    upload = add_upload(file=io.BytesIO(photo((800, 600))), name="a.jpg", by=member)
    make_variants(upload_id=upload.pk)
    folder = storage.folder_of(upload.key)
    assert names(bucket) == [f"{folder}/690.webp", f"{folder}/file"]

    whole = as_(member).get(upload.get_absolute_url())
    small = as_(member).get(upload.variant_url(690))

    read = [b"".join(one.streaming_content) for one in (whole, small)]
    assert [one[8:12] for one in read] == [b"WEBP", b"WEBP"]
    assert sum(map(len, read)) == Upload.objects.get().bytes
    with django_capture_on_commit_callbacks(execute=True):
        delete_upload(upload=upload, by=member)
    assert names(bucket) == []
    assert as_(member).get(upload.get_absolute_url()).status_code == 404


def test_a_part_is_asked_of_the_bucket(as_, bucket):
    member = UserFactory()
    upload = add_upload(file=io.BytesIO(mp4()), name="a.mp4", by=member)

    part = as_(member).get(upload.get_absolute_url(), headers={"Range": "bytes=4-11"})

    assert part.status_code == 206
    assert b"".join(part.streaming_content) == mp4()[4:12]
    bucket.objects.all().delete()
    assert as_(member).get(upload.get_absolute_url()).status_code == 404


def test_purges_reach_a_bucket(bucket, django_capture_on_commit_callbacks):
    member = UserFactory()
    kept, gone = (add_upload(file=io.BytesIO(mp4()), name="a.mp4", by=member) for _ in range(2))
    storage.keep("ab" * 16, b"left by a killed process")
    Upload.objects.filter(pk=gone.pk).update(orphaned_at=in_hours(-49))

    with django_capture_on_commit_callbacks(execute=True):
        assert purge_orphans() == 1
    assert purge_strays(["ab"]) == 0
    with time_machine.travel(in_hours(25)):
        assert [*storage.strays(in_hours(1), "ab")] == [("ab" * 16, ["file"])]
    storage.forget("ab" * 16, ["file"])

    assert names(bucket) == [storage.path_of(kept.key)]


def test_nothing_in_it_is_public(server, bucket):
    upload = add_upload(file=io.BytesIO(mp4()), name="a.mp4", by=UserFactory())

    grants = bucket.Object(storage.path_of(upload.key)).Acl().grants

    assert [one["Grantee"]["Type"] for one in grants] == ["CanonicalUser"]
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(f"{server}/community/{storage.path_of(upload.key)}")


def test_avatars_live_there_too(as_, bucket, django_capture_on_commit_callbacks):
    member = UserFactory()
    member = set_avatar(member=member, picture=io.BytesIO(picture()), by=member)

    served = as_(None).get(f"/avatars/{member.avatar}-96.webp")

    assert served.content[8:12] == b"WEBP"
    assert len(names(bucket)) == 2
    with django_capture_on_commit_callbacks(execute=True):
        remove_avatar(member=member, by=member)
    assert names(bucket) == []


def test_a_store_that_is_away_is_told_and_loses_nothing(as_, settings):
    member = UserFactory()
    kept = add_upload(file=io.BytesIO(mp4()), name="a.mp4", by=member)
    away = {"FILES_BUCKET": "community", "FILES_ENDPOINT": "http://127.0.0.1:9", "FILES_KEY": "a",
            "FILES_SECRET": "b", "FILES_REGION": "us-east-1"}  # fmt: skip
    there = settings.STORAGES
    settings.STORAGES = {**there, "default": files.storage(away)}
    client = as_(member)
    client.raise_request_exception = False

    shown = client.get(kept.get_absolute_url())
    sent = client.post("/api/v1/uploads/", {"file": io.BytesIO(picture())})
    by_page = client.post("/my/files/", {"file": io.BytesIO(picture())})
    settings.STORAGES = there

    assert [one.status_code for one in (shown, sent, by_page)] == [503, 503, 503]
    assert sent.json()["code"] == "unavailable"
    assert shown["Retry-After"]
    assert Upload.objects.get() == kept


def test_nothing_of_it_is_loaded_where_no_bucket_is_named():
    code = (
        "import django; django.setup(); import community.urls, sys;"
        "from django.core.files.storage import default_storage as d; d.exists('x');"
        "sys.exit(bool({'boto3', 'botocore', 'storages'} & {*sys.modules}))"
    )
    without = {name: value for name, value in os.environ.items() if "FILES_" not in name}
    own = {"DJANGO_SETTINGS_MODULE": "community.settings"}

    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=without | own, check=True)
