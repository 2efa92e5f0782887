from collections import defaultdict

from community.discussions.channels import lists_channel
from community.discussions.tags.actions import count_in_tags
from community.discussions.tags.events import (
    TagCountShifted,
    TagDeleted,
    TagEdited,
    TagMade,
    TagMerged,
    TagUseChanged,
)
from community.events.event import Event, on
from community.live.bell import ring


@on(TagUseChanged, TagMerged, TagCountShifted, name="discussions.count_tags")
def count_tags(events: list[TagUseChanged | TagMerged | TagCountShifted]) -> None:
    """Keep each tag's counter, which tells of public threads only."""
    changes: dict[int, int] = defaultdict(int)
    for event in events:
        if isinstance(event, TagMerged):
            changes[event.tag_id] -= event.moved_count + event.both_count
            changes[event.into_id] += event.moved_count
        elif isinstance(event, TagCountShifted):
            changes[event.tag_id] += event.threads_change
        else:
            for pk in event.more:
                changes[pk] += 1
            for pk in event.fewer:
                changes[pk] -= 1
    count_in_tags(changes)


@on(TagMade, TagEdited, TagMerged, TagDeleted, name="discussions.ring_tags", live=True)
def ring_tags(events: list[Event]) -> None:
    """Every list may show a tag; the public ones stand for all."""
    ring({lists_channel()})
