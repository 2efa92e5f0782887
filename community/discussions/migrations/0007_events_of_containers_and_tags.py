"""Rename the events of containers and tags in the log, their fields and their subscribers."""

import json

from django.db import migrations

EVENTS = {
    "forum.category.opened": "discussions.container.created",
    "forum.category.edited": "discussions.container.edited",
    "forum.category.deleted": "discussions.container.deleted",
    "forum.category.audience_changed": "discussions.container.audience_changed",
    "forum.permissions.changed": "discussions.container.permissions_changed",
    "forum.topic.moved": "discussions.thread.moved",
    "forum.topic.tagged": "discussions.thread.tagged",
    "forum.tag.use_changed": "discussions.tag.use_changed",
    "forum.tag.count_shifted": "discussions.tag.count_shifted",
    "forum.tag.made": "discussions.tag.made",
    "forum.tag.edited": "discussions.tag.edited",
    "forum.tag.merged": "discussions.tag.merged",
    "forum.tag.deleted": "discussions.tag.deleted",
    "forum.tag_group.formed": "discussions.tag_group.formed",
    "forum.tag_group.edited": "discussions.tag_group.edited",
    "forum.tag_group.deleted": "discussions.tag_group.deleted",
}
SUBSCRIBERS = {
    "forum.count": "discussions.count",
    "forum.count_tags": "discussions.count_tags",
    "forum.ring_tags": "discussions.ring_tags",
    "forum.ring_categories": "discussions.ring_containers",
    "forum.ring_audiences": "discussions.ring_audiences",
}
FIELDS = {
    "category_id": "container_id",
    "topic_id": "thread_id",
    "topics_change": "threads_change",
}


KIND = {"kind": "forum.category"}  # what events of containers tell now


def pairs(names):
    return ", ".join(f"('{old}', '{new}')" for old, new in names.items())


def renamed(table, column, names):
    return (
        f"UPDATE {table} SET {column} = renamed.new FROM (VALUES {pairs(names)}) AS renamed (old, new)"
        f" WHERE {table}.{column} = renamed.old"
    )


def fields(events, names):
    """The events have their names already."""
    chosen = ", ".join(f"'{name}'" for name in events)
    for old, new in names.items():
        yield (
            f"UPDATE events_eventrecord SET payload = payload - '{old}'"
            f" || jsonb_build_object('{new}', payload -> '{old}')"
            f" WHERE name IN ({chosen}) AND payload ? '{old}'"
        )


def turned(names):
    return {new: old for old, new in names.items()}


class Migration(migrations.Migration):
    dependencies = [
        ("discussions", "0006_tagged_threads_exist"),
        ("events", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            [
                renamed("events_eventrecord", "name", EVENTS),
                *fields(EVENTS.values(), FIELDS),
                f"UPDATE events_eventrecord SET payload = payload || '{json.dumps(KIND)}'"
                " WHERE name LIKE 'discussions.container.%'",
                renamed("events_delivery", "subscriber", SUBSCRIBERS),
            ],
            [
                renamed("events_delivery", "subscriber", turned(SUBSCRIBERS)),
                "UPDATE events_eventrecord SET payload = payload - 'kind'"
                " WHERE name LIKE 'discussions.container.%'",
                *fields(EVENTS.values(), turned(FIELDS)),
                renamed("events_eventrecord", "name", turned(EVENTS)),
            ],
        ),
    ]
