"""What the first pages and actions cost: CPU milliseconds and statements, beside an empty view.

`make bench` starts servers of its own, fills them with real text where there is some (DATA) and
generated text otherwise, and prints a table. CPU is what the processes used (web, database,
relay, Valkey), read from /proc: it repeats within a tenth where requests per second do not.
"""

import http.client
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
PORT = 8765
TIMES = 300  # of each request
EVENTS = 5_000
SUBSCRIBERS = 8


def main() -> None:
    with ExitStack() as stack:
        servers = stack.enter_context(own_servers())
        prepare()
        cast = Cast()
        web, relay = stack.enter_context(processes())
        watched = {"web": web.pid, "relay": relay.pid, **servers}
        wait_until_it_serves()
        print_table(cast, watched)
        print_wire(cast, web.pid)
        relay.terminate()
        relay.wait()
        print_relay()


@contextmanager
def own_servers() -> Iterator[dict[str, int]]:
    """Servers in a folder of their own; yield their process ids."""
    from community.setup.embedded import PostgreSQL, Running, Server, Valkey  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="community-bench-") as where, ExitStack() as on:
        folder = Path(where)
        folder.chmod(0o755)
        os.environ |= {"DATA_DIR": where, "SECRET_KEY": "bench", "LOG_LEVEL": "ERROR"}
        os.environ["API_RATE_MEMBER"] = "0"  # one member sends all requests
        os.environ["STAFF_NEED_SECOND_FACTOR"] = "0"  # the cast moderates, to have no limits
        os.environ.pop("DATABASE_URL", None)
        os.environ.pop("REDIS_URL", None)
        pids = {}
        servers: dict[str, Server] = {"postgresql": PostgreSQL(folder), "valkey": Valkey(folder)}
        for name, server in servers.items():
            on.callback(server.remove)
            pids[name] = on.enter_context(Running(server, folder / "log")).process.pid
        yield pids


def prepare() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "community.settings"
    import django  # noqa: PLC0415

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    dump = Path(os.environ.get("DATA", ROOT.parent / "shared" / "data")) / "stackexchange"
    if (dump / "bicycles-meta").is_dir():
        call_command("import_stackexchange", str(dump / "bicycles-meta"))
    call_command("seed_demo")


class Cast:
    """Who asks for what: a topic with some twenty replies, a moderator, who has no limits."""

    def __init__(self) -> None:
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
        from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

        from community.accounts.models import User  # noqa: PLC0415
        from community.accounts.people.actions import sign_up  # noqa: PLC0415
        from community.discussions.actions import reply_to_thread  # noqa: PLC0415
        from forum.actions import start_topic  # noqa: PLC0415
        from forum.models import Category  # noqa: PLC0415

        self.member = sign_up(username="bench", password=None, is_moderator=True)
        other = sign_up(username="bench-other", password=None, is_moderator=True)
        category = Category.objects.filter(audience=0).order_by("pk").first()
        assert category
        text = "Hold the button for *five* seconds, then `pair` it again.\n\n- one\n- two\n"
        topic = start_topic(category=category, title="A bench topic", source=text, by=other)
        posts = [reply_to_thread(thread=topic.thread, source=text, by=other) for _ in range(TIMES)]
        self.likeable = [post.pk for post in posts]
        self.topic = start_topic(category=category, title="Another one", source=text, by=other)
        for _ in range(20):
            reply_to_thread(thread=self.topic.thread, source=text, by=other)
        self.text = text
        session = SessionStore()
        session[SESSION_KEY] = str(self.member.pk)
        session[BACKEND_SESSION_KEY] = "community.accounts.adapter.Backend"
        session[HASH_SESSION_KEY] = User.objects.get(pk=self.member.pk).get_session_auth_hash()
        session.save()
        token = "a" * 32
        self.cookie = f"sessionid={session.session_key}; csrftoken={token}"
        self.headers = {
            "Cookie": self.cookie,
            "X-CSRFToken": token,
            "Content-Type": "application/json",
        }

    def requests(self) -> dict[str, Callable[[int], tuple[str, str, str, dict[str, str]]]]:
        """Name to (method, path, body, headers) of the n-th request."""
        page, body = self.topic.get_absolute_url(), '{"source": "Thanks, *that* was it."}'
        member, visitor = self.headers, {"Content-Type": "application/json"}
        return {
            "empty view": lambda n: ("GET", "/healthz", "", visitor),
            "list, visitor": lambda n: ("GET", "/", "", visitor),
            "list, member": lambda n: ("GET", "/", "", member),
            "topic, visitor": lambda n: ("GET", page, "", visitor),
            "topic, member": lambda n: ("GET", page, "", member),
            "reply": lambda n: ("POST", f"/api/v1/threads/{self.topic.pk}/posts/", body, member),
            "like": lambda n: ("PUT", f"/api/v1/posts/{self.likeable[n]}/like/", "", member),
        }


@contextmanager
def processes() -> Iterator[tuple[subprocess.Popen[bytes], subprocess.Popen[bytes]]]:
    web = [sys.executable, "-m", "granian", "--interface", "rsgi", "--port", str(PORT)]
    web += ["--workers", "1", "--no-access-log", "--log-level", "error"]
    commands = [[*web, "community.rsgi:application"], [sys.executable, "manage.py", "relay"]]
    started = [subprocess.Popen(command, cwd=ROOT) for command in commands]
    try:
        yield started[0], started[1]
    finally:
        for process in started:
            process.terminate()
            process.wait()


def wait_until_it_serves() -> None:
    for _ in range(200):
        try:
            send(http.client.HTTPConnection("127.0.0.1", PORT), ("GET", "/healthz", "", {}))
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the web process does not come up")


def send(
    connection: http.client.HTTPConnection, request: tuple[str, str, str, dict[str, str]]
) -> bytes:
    """What came, as it came over the wire."""
    method, path, body, headers = request
    connection.request(method, path, body or None, headers)
    response = connection.getresponse()
    content = response.read()
    if response.status >= 400:
        raise SystemExit(f"{method} {path}: {response.status} {content[:300]!r}")
    return content


def cpu(pid: int) -> float:
    """Seconds of CPU that the process and all that it started have used."""
    try:
        of_it = psutil.Process(pid)
        times = [process.cpu_times() for process in (of_it, *of_it.children(recursive=True))]
    except psutil.NoSuchProcess:
        return 0.0
    ended = times[0].children_user + times[0].children_system
    return float(ended + sum(each.user + each.system for each in times))


def print_table(cast: Cast, watched: dict[str, int]) -> None:
    sys.stdout.write(f"\nCPU milliseconds a request, {TIMES} of each\n\n")
    sys.stdout.write(f"{'':16}{'all':>7}" + "".join(f"{name:>12}" for name in watched))
    sys.stdout.write(f"{'statements':>12}{'ms waited':>11}\n")
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    for name, request in cast.requests().items():
        send(connection, request(TIMES - 1) if name != "like" else cast.requests()["empty view"](0))
        let_the_relay_finish()
        before, began = {n: cpu(pid) for n, pid in watched.items()}, time.perf_counter()
        for n in range(TIMES):
            send(connection, request(n))
        waited = (time.perf_counter() - began) / TIMES * 1000
        let_the_relay_finish()
        used = {n: (cpu(pid) - before[n]) * 1000 / TIMES for n, pid in watched.items()}
        row = f"{name:16}{sum(used.values()):7.2f}" + "".join(f"{used[n]:12.2f}" for n in watched)
        sys.stdout.write(f"{row}{statements(cast, name):>12}{waited:>11.2f}\n")


PAGES = ("list, visitor", "list, member", "topic, visitor", "topic, member")
PLAIN, GZIP = {"Accept-Encoding": "identity"}, {"Accept-Encoding": "gzip"}
FILE = re.compile(r'(?:href|src)="(/static/[^"#]+)')


def print_wire(cast: Cast, web: int) -> None:
    """What compression costs and saves, and what a first visit asks for: each with and without."""
    sys.stdout.write("\nOver the wire: plain, compressed, and the one in parts of the other\n\n")
    sys.stdout.write(f"{'':16}{'bytes':>9}{'gzip':>8}{'':>6}{'web ms':>9}{'gzip':>7}{'':>6}\n")
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    for name in PAGES:
        method, path, body, headers = cast.requests()[name](0)
        sizes, used = [], []
        for accepted in (PLAIN, GZIP):
            request = (method, path, body, headers | accepted)
            sizes.append(len(send(connection, request)))
            before = cpu(web)
            for _ in range(TIMES):
                send(connection, request)
            used.append((cpu(web) - before) * 1000 / TIMES)
        row = f"{name:16}{sizes[0]:>9,}{sizes[1]:>8,}{sizes[1] / sizes[0]:>6.0%}"
        sys.stdout.write(f"{row}{used[0]:>9.2f}{used[1]:>7.2f}{used[1] / used[0]:>6.0%}\n")
    sys.stdout.write("\nA first visit: files and bytes, compressed, styles apart and as one\n\n")
    for name in PAGES:
        method, path, body, headers = cast.requests()[name](0)
        page = send(connection, (method, path, body, headers | PLAIN)).decode()
        joined = sorted(set(FILE.findall(page)))
        apart = [file for file in joined if "/site." not in file] + styles_apart()
        of_page = len(send(connection, (method, path, body, headers | GZIP)))
        counted = []
        for files in (apart, joined):
            each = [len(send(connection, ("GET", file, "", GZIP))) for file in files]
            counted += [len(files) + 1, sum(each, of_page)]
        row = f"{name:16}{counted[0]:>5}{counted[1]:>9,}{counted[2]:>8}{counted[3]:>9,}"
        sys.stdout.write(f"{row}{counted[3] / counted[1]:>6.0%}\n")


def styles_apart() -> list[str]:
    """The addresses of all that css/site.css is made of."""
    from django.templatetags.static import static  # noqa: PLC0415

    told = (ROOT / "static/css/site.css").read_text()
    return [static(f"css/{name}") for name in re.findall(r'@import "([^"]+)"', told)]


def let_the_relay_finish() -> None:
    from community.events.models import Delivery  # noqa: PLC0415

    while Delivery.objects.exists():
        time.sleep(0.05)


def statements(cast: Cast, name: str) -> int:
    """How many statements one such request sends, transaction control included."""
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    method, path, body, headers = cast.requests()[name](0)
    client = Client(headers=dict(headers) if "Cookie" in headers else {})
    if "Cookie" in headers:
        for part in headers["Cookie"].split("; "):
            client.cookies[part.partition("=")[0]] = part.partition("=")[2]
    if name == "like":
        from community.discussions.models import Like  # noqa: PLC0415

        Like.objects.filter(post=cast.likeable[0]).delete()
    with CaptureQueriesContext(connection) as captured:
        client.generic(method, path, body, content_type="application/json")
    return len(captured)


def print_relay() -> None:
    """Events a second with SUBSCRIBERS that each write one row an event, in bulk."""
    from dataclasses import dataclass  # noqa: PLC0415

    from django.db import connection, transaction  # noqa: PLC0415

    from community.events.event import Event, on  # noqa: PLC0415
    from community.events.outbox import publish  # noqa: PLC0415
    from community.events.relay import Relay  # noqa: PLC0415

    @dataclass(frozen=True, kw_only=True)
    class Rung(Event):
        name = "bench.rung"
        n: int

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_effect (subscriber int, event_id bigint)")

    def listen(number: int) -> None:
        @on(Rung, name=f"bench.{number}")
        def write(events: list[Rung]) -> None:
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO bench_effect SELECT %s, unnest(%s::bigint[])",
                    [number, [event.id for event in events]],
                )

    for number in range(SUBSCRIBERS):
        listen(number)
    with transaction.atomic():
        for n in range(EVENTS):
            publish(Rung(actor_id=None, n=n))
    relay, wall, used = Relay(), time.perf_counter(), time.process_time()
    while relay.drain():
        pass
    wall, used = time.perf_counter() - wall, time.process_time() - used
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT (subscriber, event_id)) FROM bench_effect")
        assert cursor.fetchone() == (EVENTS * SUBSCRIBERS, EVENTS * SUBSCRIBERS)
    sys.stdout.write(
        f"\nRelay: {EVENTS} events x {SUBSCRIBERS} subscribers: {EVENTS / wall:,.0f} events/s,"
        f" {used / EVENTS * 1000:.2f} ms CPU an event in the relay\n"
    )


if __name__ == "__main__":
    main()
