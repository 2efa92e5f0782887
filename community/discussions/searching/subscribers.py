"""Which documents follow from what happened. What they say is read when they are written, so it is
enough to name the objects; who may read them is asked again when they are found."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from community.discussions.containers.events import (
    ContainerAudienceChanged,
    ContainerCreated,
    ContainerDeleted,
    ContainerEdited,
    ThreadMoved,
)
from community.discussions.converting.events import ThreadConverted
from community.discussions.events import (
    PostDeleted,
    PostEdited,
    PostRestored,
    PostsImported,
    PostWritten,
    ThreadArchived,
    ThreadClosed,
    ThreadDeleted,
    ThreadPinned,
    ThreadReopened,
    ThreadRestored,
    ThreadsImported,
    ThreadUnarchived,
    ThreadUnpinned,
)
from community.discussions.searching.places import CONTAINERS, TAGS
from community.discussions.searching.posts import SOURCE
from community.discussions.tags.events import (
    TagDeleted,
    TagEdited,
    TagMade,
    TagMerged,
    ThreadTagged,
)
from community.events.event import Event, on
from community.kernel.statements import Statement
from community.search.indexing.actions import (
    index,
    index_groups,
    outdate,
    outdate_groups,
)
from community.search.indexing.actions_outdated import heal
from community.search.registration import key

# Opening posts that say otherwise than their threads whether anybody has replied.
ANSWERED = Statement("""
    SELECT post.id FROM discussions_post AS post
    JOIN discussions_thread AS thread ON thread.id = post.thread_id
    JOIN search_document AS document
        ON document.source = 'discussions.post' AND document.object_id = post.id
    WHERE post.thread_id = ANY(%(threads)s::bigint[]) AND post.path = '{1}'
        AND ('unanswered' = ANY(document.states)) <> (thread.others_count = 0)
""")
# Containers and tags whose threads are to be indexed again: an icon alone concerns none of them.
# Their own document tells what changed, unless somebody else (heal, a rebuild, the job for what is
# above) wrote it after the change and before its event came by.
OTHER_CONTAINERS = Statement("""
    SELECT container.id FROM discussions_container AS container
    LEFT JOIN search_document AS document
        ON document.source = 'discussions.container' AND document.object_id = container.id
    WHERE container.id = ANY(%(ids)s::bigint[]) AND (
        (document.title, document.container_id) IS DISTINCT FROM
            (container.title, container.parent_id)
        OR ('solutions' = ANY(document.states)) <> container.has_solutions
        OR document.indexed_at >= container.updated_at
    )
    ORDER BY container.id
""")
OTHER_TAGS = Statement("""
    SELECT tag.id FROM discussions_tag AS tag
    LEFT JOIN search_document AS document
        ON document.source = 'discussions.tag' AND document.object_id = tag.id
    WHERE tag.id = ANY(%(ids)s::bigint[]) AND (
        document.title IS DISTINCT FROM tag.name OR document.indexed_at >= tag.updated_at
    )
    ORDER BY tag.id
""")
MAINS = Statement("""
    SELECT synonym_of_id FROM discussions_tag
    WHERE id = ANY(%(ids)s::bigint[]) AND synonym_of_id IS NOT NULL
""")


@dataclass
class _Changed:
    posts: set[int] = field(default_factory=set)
    threads: set[int] = field(default_factory=set)  # with all their posts
    answered: set[int] = field(default_factory=set)  # perhaps for the first time, or no longer
    imported: set[int] = field(default_factory=set)  # threads that an import added posts to
    is_import: bool = False  # of whole threads; it does not say which

    def hear(self, event: Event) -> None:
        match event:
            case PostWritten() | PostEdited() | PostDeleted() | PostRestored():
                self.posts.add(event.post_id)
                if not isinstance(event, PostEdited):
                    self.answered.add(event.thread_id)
            case PostsImported():
                self.imported.update(event.thread_ids)
            case ThreadsImported():
                self.is_import = True
            case _:
                self.threads.add(event.thread_id)  # type: ignore[attr-defined]


@on(
    PostWritten,
    PostEdited,
    PostDeleted,
    PostRestored,
    ThreadDeleted,
    ThreadRestored,
    ThreadClosed,
    ThreadReopened,
    ThreadArchived,
    ThreadUnarchived,
    ThreadPinned,
    ThreadUnpinned,
    ThreadMoved,
    ThreadConverted,
    ThreadTagged,
    PostsImported,
    ThreadsImported,
    name="discussions.index",
)
def index_posts(events: Sequence[Event]) -> None:
    changed = _Changed()
    for event in events:
        changed.hear(event)
    if changed.answered:
        rows = ANSWERED.fetched({"threads": sorted(changed.answered)})
        changed.posts.update(pk for (pk,) in rows)
    index_groups(SOURCE, changed.threads, ids=changed.posts)
    outdate_groups(SOURCE, changed.imported)  # in this order: the job holds documents first, too
    if changed.is_import:
        heal()  # members, categories and tags came with them


@on(
    ContainerCreated,
    ContainerEdited,
    ContainerDeleted,
    ContainerAudienceChanged,
    name="discussions.index_containers",
)
def index_containers(
    events: Sequence[
        ContainerCreated | ContainerEdited | ContainerDeleted | ContainerAudienceChanged
    ],
) -> None:
    """Also of what is in them, and in those below: all have the words of their titles, and the
    audience."""
    edited = [event.container_id for event in events if isinstance(event, ContainerEdited)]
    concerned = {pk for (pk,) in OTHER_CONTAINERS.fetched({"ids": edited})} if edited else set()
    concerned |= {
        event.container_id for event in events if isinstance(event, ContainerAudienceChanged)
    }
    index(CONTAINERS, [event.container_id for event in events])
    for pk in sorted(concerned):
        outdate(CONTAINERS, lexeme=key("in", pk))
        outdate(SOURCE, lexeme=key("in", pk))


@on(TagMade, TagEdited, TagMerged, TagDeleted, name="discussions.index_tags")
def index_tags(events: Sequence[TagMade | TagEdited | TagMerged | TagDeleted]) -> None:
    """Also of the threads that have them."""
    ids = {event.tag_id for event in events}
    edited = [event.tag_id for event in events if isinstance(event, TagEdited)]
    concerned = {pk for (pk,) in OTHER_TAGS.fetched({"ids": edited})} if edited else set()
    concerned |= {event.tag_id for event in events if isinstance(event, TagMerged | TagDeleted)}
    mains = {pk for (pk,) in MAINS.fetched({"ids": sorted(ids)})}
    index(TAGS, ids | mains)
    for pk in sorted(concerned):
        outdate(SOURCE, lexeme=key("tag", pk))
