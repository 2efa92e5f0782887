"""A community as a file, and back: nothing is lost, nothing is half there."""

import gzip
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction

from community.accounts.models import User
from community.discussions.models import Post, Revision, Thread
from community.discussions.reading import Reading
from community.events.models import Delivery, EventRecord
from community.kernel import store
from community.kernel.invariants import broken
from community.setup.backup import exporting
from community.setup.backup.lines import Refused, Writer, read
from community.setup.backup.scope import BELONGS, GIVEN, LEFT_OUT, Table, belonging, tables
from forum.models import Topic
from tests.conftest import TEMPLATE, run_sql, use_database
from tests.factories import PostFactory, UserFactory
from tests.handled import handled
from tests.stack import ROOT

OURS = {*(label.lower() for label in BELONGS), *(label.lower() for label in LEFT_OUT)}
every_test = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Pictures, and what says that this is a demonstration, go with the test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DATA_DIR = tmp_path


@pytest.fixture
def elsewhere():
    """Go to a database that was just migrated; afterwards, back."""
    here = connection.settings_dict["NAME"]
    made = []

    def go():
        name = f"{here}_{len(made)}"
        run_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        run_sql(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        made.append(name)
        use_database(name)

    yield go
    use_database(here)
    for name in made:
        run_sql(f"DROP DATABASE {name} WITH (FORCE)")


def exported(path, **options):
    out = StringIO()
    call_command("export_community", str(path), stdout=out, **options)
    return out.getvalue()


def imported(path):
    out, err = StringIO(), StringIO()
    call_command("import_community", str(path), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def refused(path):
    """What the one line says; nothing may be another than before."""
    before = [Table.of(model) and model.objects.count() for model in belonging()]
    with pytest.raises(CommandError) as why:
        imported(path)
    assert [model.objects.count() for model in belonging()] == before
    assert "\n" not in str(why.value)
    return str(why.value)


def lines(path):
    """All but when it was made, which the checksum at the end is of, too."""
    first, *others, _last = path.read_bytes().splitlines()
    header = json.loads(first)
    del header["made_at"]
    return [header, *others]


def forged(path, change):
    """The file with another first line, under a checksum that is right."""
    first, *others, _last = path.read_text().splitlines()
    file = BytesIO()
    writer = Writer(file)
    writer.tell(change(json.loads(first)))
    writer.write(others)
    writer.end()
    path.write_bytes(file.getvalue())


# -- what belongs to it ------------------------------------------------------------------------
def test_every_model_is_in_it_or_said_to_be_left_out():
    """Add a new one to BELONGS or, with the reason, to LEFT_OUT of community/setup/backup."""
    joins = {model._meta.label_lower for model in belonging()}
    known = OURS | joins

    missing = [
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label_lower not in known and not model.__module__.startswith("tests.")
    ]

    assert not missing
    assert not {label.lower() for label in LEFT_OUT} & joins


def test_rows_point_back_to_tables_that_are_there_before_them():
    seen = set()
    for model in belonging():
        seen.add(model)
        for field in model._meta.local_concrete_fields:
            assert not field.is_relation or field.related_model in seen, field


def test_a_null_in_json_has_one_meaning():
    assert not [
        field
        for model in belonging()
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.JSONField) and field.null
    ]


@every_test
def test_what_migrate_makes_is_all_that_may_be_there(elsewhere):
    elsewhere()

    filled = {table.label for table in tables() if exporting._count(table)}

    assert filled == set(GIVEN)


# -- there and back ----------------------------------------------------------------------------
def demonstration():
    """With a few things that are easily lost."""
    out = StringIO()
    call_command("seed_demo", stdout=out)
    password = out.getvalue().split("Password: ")[1].split()[0]
    member = User.objects.exclude(is_machine=True).order_by("pk")[1]
    post = Post.objects.order_by("-pk")[0]
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, values in (
            ("UPDATE discussions_thread SET hot = %s WHERE id = %s", [0.1 + 0.2, post.thread_id]),
            ("UPDATE discussions_post SET created_at = %s WHERE id = %s",
             [datetime(2011, 2, 3, 4, 5, 6, 123457, tzinfo=UTC), post.pk]),
            ("INSERT INTO mfa_authenticator (user_id, type, data, created_at)"
             " VALUES (%s, 'totp', '{\"n\": 1.10, \"t\": \"\\\\u2028\"}', now())", [member.pk]),
            ("INSERT INTO socialaccount_socialaccount"
             " (user_id, provider, uid, last_login, date_joined, extra_data)"
             " VALUES (%s, 'example', '7', now(), now(), 'null')", [member.pk]),
            ("INSERT INTO discussions_revision"
             " (post_id, number, editor_id, source, facts, reason, created_at)"
             " VALUES (%s, 77, %s, E'tab\\t\"quote\" back\\\\slash\\r\\nline',"
             " '{\"big\": 123456789012345678901234567890.10}', '', now())", [post.pk, member.pk]),
        ):  # fmt: skip
            cursor.execute(sql, values)
    default_storage.save("avatars/one-96.webp", ContentFile(os.urandom(900_000)))
    default_storage.save("avatars/empty.webp", ContentFile(b""))
    return password


@every_test
@pytest.mark.parametrize("name", ["whole.jsonl", "whole.jsonl.gz"])
def test_it_comes_back_equal_to_the_last_row(name, tmp_path, settings, elsewhere):
    password = demonstration()
    picture = default_storage.open("avatars/one-96.webp").read()
    counts = User.objects.count(), Post.objects.count(), EventRecord.objects.count()
    next_thread = Thread.objects.latest("pk").pk
    said = exported(tmp_path / name)
    exported(tmp_path / "before.jsonl")

    elsewhere()
    shutil.move(settings.MEDIA_ROOT, tmp_path / "old media")
    store.client().set("row:latest:1:en:1", "of another community")
    told, notes = imported(tmp_path / name)
    exported(tmp_path / "after.jsonl")

    assert lines(tmp_path / "after.jsonl") == lines(tmp_path / "before.jsonl")
    assert said.removeprefix("Exported") == told.removeprefix("Brought in")
    assert f"{counts[1]} posts" in said
    assert notes == ""
    assert (User.objects.count(), Post.objects.count(), EventRecord.objects.count()) == counts
    assert broken() == []
    assert authenticate(None, username="admin", password=password).is_superuser
    assert default_storage.open("avatars/one-96.webp").read() == picture
    assert store.client().keys("row:*") == []
    assert not Delivery.objects.exists()
    handled()
    assert PostFactory().thread_id > next_thread
    assert os.stat(tmp_path / name).st_mode & 0o777 == 0o600


@every_test
def test_a_key_that_was_given_once_is_not_given_again(tmp_path, elsewhere):
    gone = UserFactory()
    last = gone.pk
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_user WHERE id = %s", [last])
    exported(tmp_path / "file.jsonl")

    elsewhere()
    imported(tmp_path / "file.jsonl")

    assert UserFactory().pk == last + 1


@every_test
def test_without_secrets_nobody_signs_in_by_what_was_known(tmp_path, elsewhere):
    password = demonstration()
    exported(tmp_path / "file.jsonl", without_secrets=True)
    addresses = EmailAddress.objects.count()

    elsewhere()
    imported(tmp_path / "file.jsonl")

    assert "md5$" not in (tmp_path / "file.jsonl").read_text()
    assert "mfa.authenticator" not in (tmp_path / "file.jsonl").read_text()
    assert not User.objects.get(username="admin").has_usable_password()
    assert authenticate(None, username="admin", password=password) is None
    assert not Authenticator.objects.exists()
    assert EmailAddress.objects.count() == addresses


@every_test
def test_another_key_to_what_is_encrypted_is_told(tmp_path, settings, elsewhere):
    demonstration()
    exported(tmp_path / "file.jsonl")

    elsewhere()
    settings.ENCRYPTION_KEYS = ["another"]
    _told, notes = imported(tmp_path / "file.jsonl")

    assert notes.startswith("1 second factors are encrypted with another key")


@every_test
def test_it_is_of_one_moment(tmp_path, monkeypatch, in_threads):
    """Who writes while it is written is in none of its lines."""
    PostFactory()
    count = exporting._count

    def counted(table):
        found = count(table)
        in_threads([UserFactory])
        return found

    monkeypatch.setattr(exporting, "_count", counted)
    exported(tmp_path / "file.jsonl")

    header, *rows = lines(tmp_path / "file.jsonl")
    members = [row for row in rows if b'"accounts.user"' in row]
    assert len(members) == header["counts"]["accounts.user"] < User.objects.count()


@every_test
def test_it_goes_through_a_pipe(capfdbinary, monkeypatch, tmp_path, elsewhere):
    post = PostFactory()
    call_command("export_community", "-")
    told = capfdbinary.readouterr()

    elsewhere()
    (tmp_path / "piped").write_bytes(told.out)
    with (tmp_path / "piped").open() as piped:
        monkeypatch.setattr(sys, "stdin", piped)
        imported("-")

    assert Post.objects.get().source == post.source
    assert told.err.startswith(b"Exported ")


# -- refusals ----------------------------------------------------------------------------------
@pytest.fixture
def written(tmp_path, elsewhere):
    """A file, and an empty community that it could go into."""
    PostFactory()
    default_storage.save("avatars/one-96.webp", ContentFile(b"picture"))
    exported(tmp_path / "file.jsonl")
    default_storage.delete("avatars/one-96.webp")
    elsewhere()
    return tmp_path / "file.jsonl"


@every_test
def test_a_community_that_is_not_empty_is_left_alone(written):
    UserFactory()

    assert refused(written).startswith("This community is not empty (accounts.user: 1)")


@every_test
@pytest.mark.parametrize("kept", [0, 1, 5, -1])
def test_what_is_cut_off_is_refused_whole(written, kept):
    written.write_bytes(b"".join(written.read_bytes().splitlines(keepends=True)[:kept]))

    assert refused(written).startswith("The file is " + ("cut off after" if kept else "empty"))
    assert not default_storage.exists("avatars/one-96.webp")


@every_test
def test_a_line_that_breaks_off_is_refused(written):
    written.write_bytes(written.read_bytes()[:-200])

    assert "breaks off" in refused(written)


@every_test
def test_a_packed_file_that_breaks_off_is_refused(written):
    packed = gzip.compress(written.read_bytes())
    written.write_bytes(packed[: len(packed) // 2])

    assert "cannot be unpacked" in refused(written)


@every_test
def test_a_changed_row_is_refused(written):
    written.write_text(written.read_text().replace('"posts_count":1', '"posts_count":2'))

    assert "its checksum is another" in refused(written)
    assert not default_storage.exists("avatars/one-96.webp")


@every_test
def test_what_goes_on_after_its_end_is_refused(written):
    with written.open("a") as file:
        file.write("{}\n")

    assert "goes on after its end" in refused(written)


@every_test
@pytest.mark.parametrize("text", ["<posts></posts>\n", "[1]\n", '{"format": "other"}\n', "\0\n"])
def test_another_file_is_refused(text, written):
    written.write_text(text)

    assert refused(written).startswith(("This is no exported", "The file is cut off or damaged"))


@every_test
@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"version": 2, "product": "9.1"}, "is of format 2"),
        ({"migrations": {"forum": "9999_later"}}, "was written at accounts None"),
    ],
)
def test_a_file_of_another_version_is_refused(change, why, written):
    forged(written, lambda header: header | change)

    assert why in refused(written)


@every_test
def test_a_first_line_that_says_too_little_is_refused(written):
    forged(written, lambda header: {key: header[key] for key in ("format", "version")})

    assert "does not say counts, encryption_keys" in refused(written)


@every_test
@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('"model": "discussions.post"', '"model": "discussions.note"', "not known here"),
        ('"thread_id":1', '"thread_id":99', "do not fit"),
        ('"posts_count":1', '"posts_count":-1', "do not fit"),
        ("avatars/one", "../../one", "no name for a file"),
        ('"at": 0', '"at": 3', "not the next part"),
        ('"base64": "', '"base64": "!', "is no part of a file"),
    ],
)
def test_rows_that_do_not_fit_are_refused(old, new, why, written):
    text = written.read_text()
    assert old in text.replace("thread_id\":%d" % Thread_id(text), 'thread_id":1')
    written.write_text(text.replace(old, new))
    forged(written, lambda header: header)

    assert why in refused(written)


@every_test
def test_no_such_file_and_no_such_folder_are_one_line(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        imported(tmp_path / "none.jsonl")
    with pytest.raises(CommandError, match="No such file"):
        exported(tmp_path / "none" / "file.jsonl")
