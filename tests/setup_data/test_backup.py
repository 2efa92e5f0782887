"""A community as a file, and back: nothing is lost, nothing is half there."""

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from io import BytesIO, StringIO

import pytest
import redis
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.core.management.base import OutputWrapper
from django.db import OperationalError, connection, models, transaction
from django.test import override_settings

from community.accounts.models import User
from community.discussions.models import Post, Thread
from community.events.models import Delivery, EventRecord
from community.kernel import store
from community.kernel.invariants import broken
from community.search.models import Document
from community.setup.backup import exporting
from community.setup.backup.lines import Writer
from community.setup.backup.scope import Table, backups, belonging, created_by_migrate, tables
from community.setup.management.progress import Meter
from forum.actions.topics import start_topic
from tests.conftest import TEMPLATE, run_sql, use_database
from tests.factories import CategoryFactory, PostFactory, UserFactory
from tests.handled import handled
from tests.processes import ROOT, environment, eventually

OURS = {label.lower() for said in backups() for label in (*said.models, *said.left_out)}
# What a product that runs writes while nobody is there.
CLOSING_A_DAY = {
    "events.eventrecord", "recognition.recognitionstate", "recognition.countedbadge",
}  # fmt: skip
every_test = pytest.mark.django_db(transaction=True)
pytestmark = pytest.mark.xdist_group("backup")


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
    """Name a new one in `backup` of its AppConfig: in `models` or, with the reason, `left_out`."""
    missing = [
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label_lower not in OURS
        and not model.__module__.startswith("tests.")
        and not model._meta.auto_created  # goes with those that it joins
        and not model._meta.proxy
    ]

    assert not missing


def test_rows_point_back_to_tables_that_are_there_before_them():
    seen = set()
    for model in belonging():
        seen.add(model)
        for field in model._meta.local_concrete_fields:
            assert not field.is_relation or field.related_model._meta.concrete_model in seen, field


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

    assert filled | CLOSING_A_DAY == set(created_by_migrate())


# -- there and back ----------------------------------------------------------------------------
EASILY_LOST = r"""
    UPDATE discussions_thread SET hot = 0.1::float + 0.2::float;
    UPDATE discussions_post SET created_at = '2011-02-03 04:05:06.123457+00' WHERE id = %(post)s;
    INSERT INTO mfa_authenticator (user_id, type, data, created_at)
    VALUES (%(member)s, 'totp', '{"n": 1.10, "line": "\u2028"}', now());
    INSERT INTO socialaccount_socialaccount
        (user_id, provider, uid, last_login, date_joined, extra_data)
    VALUES (%(member)s, 'example', '7', now(), now(), 'null');
    INSERT INTO discussions_revision
        (post_id, number, editor_id, source, facts, reason, created_at)
    VALUES (%(post)s, 77, %(member)s, E'tab\t"quote" back\\slash\r\nline',
        '{"big": 123456789012345678901234567890.10}', '', now());
    WITH line AS (
        INSERT INTO recognition_contribution (
            member_id, rule, subject_kind, subject_id, kind, points, day, occurred_at, event_id,
            is_withdrawn, is_removed, is_thread_removed, is_discounted
        ) VALUES (
            %(member)s, 'tests.gone', 'discussions.post', %(post)s, 'code', 5, '2011-02-03',
            '2011-02-03 04:05:06.123457+00', 1, false, true, false, false
        ) RETURNING *
    )
    INSERT INTO recognition_reputationentry
        (member_id, contribution_id, points, cause, day, event_id, occurred_at)
    SELECT member_id, id, worth, cause, day, event_id, occurred_at
    FROM line, (VALUES (5, 'counted'), (-5, 'removed')) AS entered (worth, cause);
"""


def demonstration():
    """With a few things that are easily lost."""
    out = StringIO()
    call_command("seed_demo", stdout=out)
    password = out.getvalue().split("Password: ")[1].split()[0]
    member = User.objects.exclude(is_machine=True).order_by("pk")[1]
    post = Post.objects.order_by("-pk")[0]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(EASILY_LOST, {"post": post.pk, "member": member.pk})
    default_storage.save("avatars/one-96.webp", ContentFile(os.urandom(900_000)))
    default_storage.save("avatars/empty.webp", ContentFile(b""))
    return password


@every_test
@pytest.mark.parametrize(
    "name", [pytest.param("whole.jsonl", marks=pytest.mark.soak), "whole.jsonl.gz"]
)
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
    assert said.removeprefix("Exported") == told.removeprefix("Imported")
    assert f"{counts[1]} posts" in said
    assert notes == ""
    assert (User.objects.count(), Post.objects.count(), EventRecord.objects.count()) == counts
    assert broken() == []
    assert authenticate(None, username="admin", password=password).is_superuser
    assert default_storage.open("avatars/one-96.webp").read() == picture
    assert store.client().keys("row:*") == []
    assert not Delivery.objects.exists()
    handled()
    found = Document.objects.filter(source="discussions.post")
    assert found.count() == Post.objects.live().filter(thread__deleted_at=None).count()
    assert PostFactory().thread_id > next_thread
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o600


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


def with_second_factor(member):
    member.set_password("known before")
    member.save()
    Authenticator.objects.create(user=member, type=Authenticator.Type.TOTP, data={"secret": "7"})
    return member


@every_test
def test_without_secrets_nobody_signs_in_by_what_was_known(tmp_path, elsewhere):
    member = with_second_factor(UserFactory(username="ana"))
    assert authenticate(None, username="ana", password="known before") == member
    exported(tmp_path / "file.jsonl", without_secrets=True)
    hashed = member.password

    elsewhere()
    imported(tmp_path / "file.jsonl")

    assert hashed not in (tmp_path / "file.jsonl").read_text()
    assert "mfa.authenticator" not in (tmp_path / "file.jsonl").read_text()
    assert not User.objects.get(username="ana").has_usable_password()
    assert authenticate(None, username="ana", password="known before") is None
    assert not Authenticator.objects.exists()
    assert User.objects.get(username="ana").email == member.email


@every_test
def test_another_key_to_what_is_encrypted_is_told(tmp_path, settings, elsewhere):
    with_second_factor(UserFactory())
    exported(tmp_path / "file.jsonl")

    elsewhere()
    settings.ENCRYPTION_KEYS = ["another"]
    _told, notes = imported(tmp_path / "file.jsonl")

    assert notes.startswith("1 two-factor secrets are encrypted with another key")


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

    assert Post.objects.get(pk=post.pk).source == post.source
    assert b"Exported 4 members, 1 threads, 2 posts; " in told.err


@every_test
def test_what_waits_is_not_in_it_and_that_is_told(tmp_path, elsewhere):
    start_topic(category=CategoryFactory(), title="Rain", source="Now.", by=UserFactory())
    waiting = Delivery.objects.count()
    err = StringIO()

    call_command("export_community", str(tmp_path / "file.jsonl"), stderr=err)

    assert err.getvalue().startswith(f"{waiting} pending event deliveries and emails")
    assert waiting
    handled()
    err = StringIO()
    call_command("export_community", str(tmp_path / "file.jsonl"), stderr=err)
    assert err.getvalue() == ""


@pytest.mark.django_db
def test_without_redis_it_comes_in_all_the_same(written, monkeypatch):
    def away():
        raise redis.ConnectionError

    monkeypatch.setattr(store, "client", away)

    _told, notes = imported(written)

    assert Post.objects.count() == 2
    assert notes == "Redis is not available: flush it before you start the site.\n"


def test_a_terminal_sees_how_far_it_is():
    out = StringIO()
    out.isatty = lambda: True
    meter = Meter(OutputWrapper(out))

    for share in (0.1, 0.101, 0.5):
        meter.show("Writing", share)
    meter.clear()

    assert [line.strip() for line in out.getvalue().split("\r")[1::2]] == [
        "Writing:  10%", "Writing:  50%", "",
    ]  # fmt: skip


# -- refusals ----------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def content(django_db_setup, django_db_blocker, tmp_path_factory):
    """A topic with a reply and a picture, as a file."""
    here, folder = connection.settings_dict["NAME"], tmp_path_factory.mktemp("content")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder / "media"):
        run_sql(f"CREATE DATABASE {here}_content TEMPLATE {TEMPLATE}")
        use_database(f"{here}_content")
        PostFactory()
        default_storage.save("avatars/one-96.webp", ContentFile(b"picture"))
        exported(folder / "file.jsonl")
        use_database(here)
        run_sql(f"DROP DATABASE {here}_content WITH (FORCE)")
    return (folder / "file.jsonl").read_bytes()


@pytest.fixture
def written(content, tmp_path):
    """That file, beside an empty community that it could go into."""
    (tmp_path / "file.jsonl").write_bytes(content)
    return tmp_path / "file.jsonl"


@pytest.mark.django_db
def test_a_community_that_is_not_empty_is_left_alone(written):
    UserFactory()

    assert refused(written).startswith("This community is not empty (accounts.user: 1)")


@pytest.mark.django_db
@pytest.mark.parametrize("kept", [0, 1, 5, -1])
def test_what_is_cut_off_is_refused_whole(written, kept):
    written.write_bytes(b"".join(written.read_bytes().splitlines(keepends=True)[:kept]))

    assert refused(written).startswith("The file is " + ("truncated after" if kept else "empty"))
    assert not default_storage.exists("avatars/one-96.webp")


@pytest.mark.django_db
def test_a_line_that_breaks_off_is_refused(written):
    written.write_bytes(written.read_bytes()[:-200])

    assert "is incomplete" in refused(written)


@pytest.mark.django_db
def test_a_packed_file_that_breaks_off_is_refused(written):
    packed = gzip.compress(written.read_bytes())
    written.write_bytes(packed[: len(packed) // 2])

    assert "could not be decompressed" in refused(written)


@pytest.mark.django_db
def test_a_changed_row_is_refused(written):
    written.write_text(written.read_text().replace('"posts_count":2', '"posts_count":3'))

    assert "checksum does not match" in refused(written)
    assert not default_storage.exists("avatars/one-96.webp")


@pytest.mark.django_db
def test_what_goes_on_after_its_end_is_refused(written):
    with written.open("a") as file:
        file.write("{}\n")

    assert "has data after its last line" in refused(written)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    ["<posts></posts>\n", "[1]\n", '{"format": "other"}\n', "\0\n", '{"end": true, "lines": 0}\n'],
)
def test_another_file_is_refused(text, written):
    written.write_text(text)

    assert refused(written).startswith(
        ("This is not a community", "The file is truncated or damaged")
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"version": 2, "product": "9.1"}, "has format version 2"),
        ({"migrations": {"forum": "9999_later"}}, "was written at migration account None"),
    ],
)
def test_a_file_of_another_version_is_refused(change, why, written):
    forged(written, lambda header: header | change)

    assert why in refused(written)


@pytest.mark.django_db
def test_a_first_line_that_says_too_little_is_refused(written):
    forged(written, lambda header: {key: header[key] for key in ("format", "version")})

    assert "lacks counts, encryption_keys" in refused(written)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (r'"model": "discussions.post"', '"model": "discussions.note"', "unknown type"),
        (r'"thread_id":\d+', '"thread_id":99999999', "Could not import lines"),
        (r'"posts_count":\d+', '"posts_count":-1', "Could not import lines"),
        (r'"number":1', '"number":"one"', "Could not import lines"),
        ("avatars/one", "../../one", "not a valid file name"),
        ('"at": 0', '"at": 3', "not the next part"),
        ('"base64": "', '"base64": "!', "is not part of a file"),
    ],
)
def test_rows_that_do_not_fit_are_refused(old, new, why, written):
    text, found = re.subn(old, new, written.read_text())
    written.write_text(text)
    forged(written, lambda header: header)

    assert found
    assert why in refused(written)


@pytest.mark.django_db
def test_no_such_file_and_no_such_folder_are_one_line(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        imported(tmp_path / "none.jsonl")
    with pytest.raises(CommandError, match="No such file"):
        exported(tmp_path / "none" / "file.jsonl")
    with pytest.raises(CommandError, match="Is a directory"):
        exported(tmp_path)


@pytest.mark.django_db
def test_a_database_that_is_away_is_one_line(written, monkeypatch):
    def away(*_, **__):
        raise OperationalError("no\nanswer")

    monkeypatch.setattr("community.setup.backup.actions.make_room", away)
    monkeypatch.setattr(exporting, "_count", away)

    assert refused(written) == "The database is not responding: no answer"
    with pytest.raises(CommandError, match="The database is not responding: "):
        exported(written)


@pytest.mark.django_db
def test_a_database_without_tables_is_told_to_migrate(written, monkeypatch):
    monkeypatch.setattr("community.setup.backup.actions.migrations_of", lambda _tables: {})

    assert refused(written) == "The database is empty: run `manage.py migrate` first."


# -- killed ------------------------------------------------------------------------------------
def command(*words):
    """The command as a process of its own, on this test's database."""
    where = connection.settings_dict
    url = f"postgresql://{where['USER']}@/{where['NAME']}?host={where['HOST']}"
    return subprocess.Popen(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment(DATABASE_URL=url, DJANGO_SETTINGS_MODULE="tests.settings"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@every_test
@pytest.mark.servers
@pytest.mark.soak  # it is one transaction, as the refusals above show
def test_an_import_that_is_killed_leaves_nothing_and_can_be_run_again(content):
    assert content.index(b'"forum.topic"') < len(content) - 100

    killed = command("import_community", "-")
    killed.stdin.write(content[:-100])
    killed.stdin.flush()
    eventually(lambda: run_sql(WRITING, [connection.settings_dict["NAME"]]))
    killed.kill()
    killed.communicate()

    assert not Post.objects.exists()
    again = command("import_community", "-")
    told, complaints = again.communicate(content)
    assert told.startswith(b"Imported "), complaints
    assert Post.objects.count() == 2


WRITING = """
    SELECT FROM pg_stat_activity AS one JOIN pg_locks AS held ON held.pid = one.pid
    WHERE one.datname = %s AND held.mode = 'ShareRowExclusiveLock' AND held.granted
"""


@every_test
@pytest.mark.servers
@pytest.mark.soak  # it writes aside, as the one that is stopped shows
def test_an_export_that_is_killed_leaves_what_was_there(tmp_path):
    PostFactory()
    path = tmp_path / "file.jsonl"
    path.write_text("of yesterday")

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "LOCK TABLE announcements_announcement"
        )  # so that it cannot go on for a while
        killed = command("export_community", str(path))
        eventually(lambda: list(tmp_path.glob(".file.jsonl.*")))
        killed.kill()
        killed.communicate()

    assert path.read_text() == "of yesterday"
    exported(path)
    assert len(lines(path)) > 5


@every_test
def test_an_export_that_is_stopped_leaves_what_was_there(tmp_path, monkeypatch):
    (tmp_path / "file.jsonl").write_text("of yesterday")

    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(exporting, "_rows", stop)
    with pytest.raises(CommandError, match="Nothing was written"):
        exported(tmp_path / "file.jsonl")

    assert [path.name for path in tmp_path.iterdir()] == ["file.jsonl"]
    assert (tmp_path / "file.jsonl").read_text() == "of yesterday"
