from community.accounts.models import User
from community.discussions import policy
from community.discussions.acts.subscribers import show_acts_to
from community.discussions.channels import lists_channel, thread_channel
from community.discussions.containers.events import ThreadMoved
from community.discussions.models import Thread
from community.discussions.notifying.recipients import Happening, candidates_of
from community.discussions.notifying.retraction import settle
from community.discussions.ranking.actions import rescore_threads
from community.discussions.searching.posts import SOURCE
from community.events.event import on
from community.kernel.subjects import Subject
from community.live.bell import ring
from community.moderation.log.actions import record_acts
from community.moderation.log.recording import entry
from community.moderation.models import LogEntry
from community.notifications.actions import notify_from
from community.search.indexing.actions import index_groups
from forum.acts import EDITED, MOVED
from forum.events import (
    AnswerAccepted,
    AnswerWithdrawn,
    TopicEdited,
)
from forum.models import KIND, Category


@on(TopicEdited, ThreadMoved, name="forum.ring_edited", at_commit=(ThreadMoved,), live=True)
def ring_edited_topics(events: list[TopicEdited | ThreadMoved]) -> None:
    """The page itself, and the lists that it stands in now or stood in before."""
    topics: set[str] = set()
    lists: set[str] = set()
    for event in events:
        if isinstance(event, ThreadMoved):
            topics.add(thread_channel(event.thread_id))
            lists |= {lists_channel(event.from_audience_id), lists_channel(event.to_audience_id)}
        else:
            topics.add(thread_channel(event.topic_id))
            lists.add(lists_channel(event.audience_id))
    ring(topics | lists)


@on(AnswerAccepted, AnswerWithdrawn, name="forum.ring", live=True)
def ring_solved_topics(events: list[AnswerAccepted | AnswerWithdrawn]) -> None:
    topic_ids = {event.topic_id for event in events}
    audiences = Thread.objects.filter(pk__in=topic_ids).values_list("audience_id", flat=True)
    ring({thread_channel(pk) for pk in topic_ids} | {lists_channel(pk) for pk in audiences})


@on(AnswerAccepted, AnswerWithdrawn, name="forum.score")
def score_solved_topics(events: list[AnswerAccepted | AnswerWithdrawn]) -> None:
    """A solved topic is worth more: what is hot knows nothing of answers, so it is told here."""
    rescore_threads(ids={event.topic_id for event in events})


@on(ThreadMoved, TopicEdited, name="forum.log_acts")
def log_acts(events: list[ThreadMoved | TopicEdited]) -> None:
    """Moderators moved or edited topics of others. What was moved was edited, too: one line. What
    was converted came from no category or went to none, and has a line of its own."""
    threads = Thread.objects.in_bulk({_topic_id(event) for event in events})
    people = User.objects.in_bulk({event.actor_id for event in events})
    for event in events:
        if isinstance(event, ThreadMoved):
            show_acts_to(Thread.objects.filter(pk=event.thread_id), event.to_audience_id)
    moves = [event for event in events if isinstance(event, ThreadMoved)]
    ends = {pk for event in moves for pk in (event.from_id, event.to_id)}
    categories = set(Category.objects.filter(pk__in=ends).values_list("pk", flat=True))

    def is_act(event: ThreadMoved | TopicEdited) -> bool:
        if isinstance(event, ThreadMoved) and not {event.from_id, event.to_id} <= categories:
            return False
        thread, actor = threads[_topic_id(event)], people.get(event.actor_id or 0)
        if actor is None or actor.pk == thread.author_id or getattr(event, "is_moved", False):
            return False
        return policy.may_moderate(actor, thread)

    acts = [event for event in events if is_act(event)]
    record_acts(entries=[_entry(event, threads[_topic_id(event)]) for event in acts])


def _entry(event: ThreadMoved | TopicEdited, thread: Thread) -> LogEntry:
    topic = Subject(KIND, thread.pk)
    if isinstance(event, TopicEdited):
        audience_id = event.audience_id
        return entry(event, EDITED, topic, member_id=thread.author_id, audience_id=audience_id)
    ends = {"from": event.from_id, "to": event.to_id}
    return entry(
        event,
        MOVED,
        topic,
        member_id=thread.author_id,
        audience_id=event.to_audience_id,
        facts={name: str(Subject(Category.KIND, pk)) for name, pk in ends.items()},
    )


def _topic_id(event: ThreadMoved | TopicEdited) -> int:
    return event.thread_id if isinstance(event, ThreadMoved) else event.topic_id


@on(AnswerAccepted, AnswerWithdrawn, name="forum.notify")
def notify_of_solutions(events: list[AnswerAccepted | AnswerWithdrawn]) -> None:
    """Who wrote the solution, who started the topic, and who watches it; and of what is no longer
    the solution, nobody any more."""
    happenings = [
        Happening(
            event=event,
            thread_id=event.topic_id,
            post_id=event.post_id,
            type="forum.solved",
            key=f"forum.solved:{event.post_id}",
            concerns=[(event.author_id, "forum.accepted", "forum.your_answer")],
            to_author=True,
        )
        for event in events
        if isinstance(event, AnswerAccepted)
    ]
    if happenings:
        notify_from(candidates=candidates_of(happenings))
    threads = Thread.objects.filter(pk__in={event.topic_id for event in events})
    settle(threads=threads, types=["forum.accepted", "forum.solved"])


@on(TopicEdited, AnswerAccepted, AnswerWithdrawn, name="forum.index")
def index_topics(events: list[TopicEdited | AnswerAccepted | AnswerWithdrawn]) -> None:
    """All posts of a topic are found by its title, and by whether it is solved."""
    index_groups(SOURCE, {event.topic_id for event in events})
