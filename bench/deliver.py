"""How soon and how cheaply events are handled; runs inside a site of ours (inside.py)."""

import time
from dataclasses import dataclass

from django.db import connection, transaction

from community.discussions.events import PostRerendered
from community.discussions.models import Post
from community.events.event import Event, on
from community.events.outbox import publish
from community.events.relay import Relay


def latency(*, times: int, pauses: list[float]) -> list[float]:
    """Milliseconds from the commit of one event, which rings open pages, until it is handled.

    Before each one nothing happens for one of the pauses, in seconds.
    """
    post = Post.objects.select_related("thread").earliest("pk")
    found = []
    for n in range(times):
        time.sleep(pauses[n % len(pauses)])
        event = PostRerendered(
            actor_id=None,
            post_id=post.pk,
            thread_id=post.thread_id,
            kind=post.thread.kind,
            container_id=post.thread.container_id,
            audience_id=post.thread.audience_id,
        )
        with transaction.atomic():
            publish(event)
        began = time.perf_counter()
        while _is_waiting():
            time.sleep(0.0005)
        found.append((time.perf_counter() - began) * 1000)
    return found


def _is_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM events_delivery)")
        return bool(cursor.fetchone()[0])


def throughput(*, events: int, subscribers: int) -> dict[str, float]:
    """Hand so many events to subscribers that each write one row an event, in bulk.

    Returns events a second, and milliseconds of CPU an event in the relay. No other relay may
    run meanwhile.
    """

    @dataclass(frozen=True, kw_only=True)
    class Rung(Event):
        name = "bench.rung"
        n: int

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_effect (subscriber int, event_id bigint)")
    for number in range(subscribers):
        _listen(Rung, number)
    with transaction.atomic():
        for n in range(events):
            publish(Rung(actor_id=None, n=n))
    relay, wall, used = Relay(), time.perf_counter(), time.process_time()
    while relay.drain():
        pass
    wall, used = time.perf_counter() - wall, time.process_time() - used
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT (subscriber, event_id)) FROM bench_effect")
        assert cursor.fetchone() == (events * subscribers, events * subscribers)
    return {"events_a_second": events / wall, "ms_an_event": used / events * 1000}


def _listen(kind: type[Event], number: int) -> None:
    @on(kind, name=f"bench.{number}")
    def write(events: list[Event]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO bench_effect SELECT %s, unnest(%s::bigint[])",
                [number, [event.id for event in events]],
            )
