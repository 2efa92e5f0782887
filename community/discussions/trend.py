"""How the posts of each container were scored, week by week."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from community.accounts.models import readable_by
from community.discussions.models import Container
from community.discussions.models.containers import container_kind
from community.kernel.statements import Statement
from community.moderation.sentiment.registration import Counted

# Who reads a thread is as in accounts.models.reads. A row without a backend is not scored yet.
COUNTS = Statement("""
    SELECT thread.container_id, date_trunc('week', post.created_at AT TIME ZONE 'UTC')::date,
        score.backend, score.version,
        count(*) FILTER (WHERE score.label = 'positive'),
        count(*) FILTER (WHERE score.label = 'neutral'),
        count(*) FILTER (WHERE score.label = 'negative'),
        count(*) FILTER (WHERE score.label = 'unknown'),
        count(*) FILTER (WHERE score.needs_attention)
    FROM discussions_post AS post
    JOIN discussions_thread AS thread ON thread.id = post.thread_id
    JOIN ai_sentiment AS score
        ON score.subject_kind = 'discussions.post' AND score.subject_id = post.id
    WHERE post.created_at >= %(since)s::timestamptz AND score.backend <> ''
        AND post.deleted_at IS NULL AND thread.deleted_at IS NULL
        AND (%(container)s::bigint IS NULL OR thread.container_id = %(container)s::bigint)
        AND (%(within)s::bigint[] IS NULL OR thread.container_id = ANY(%(within)s::bigint[]))
        AND (
            thread.audience_id = ANY(%(readable)s::bigint[])
            OR thread.audience_id IN (
                SELECT named.audience_id FROM accounts_audience_members AS named
                JOIN accounts_audience AS whose ON whose.id = named.audience_id
                WHERE named.user_id = %(viewer)s::bigint AND whose.kind = 'personal'
            )
        )
    GROUP BY 1, 2, 3, 4
""")


def counts(
    viewer: Any, since: datetime, container: int | None, within: Sequence[int] | None
) -> list[Counted]:
    """In two queries. `within` are the containers that the viewer moderates; None: all."""
    rows = COUNTS.fetched(
        {
            "since": since,
            "container": container,
            "within": None if within is None else list(within),
            "readable": readable_by(viewer),
            "viewer": viewer.pk,
        }
    )
    found = Container.objects.in_bulk({row[0] for row in rows if row[0]})
    urls = {pk: container_kind(one.kind).url(one) for pk, one in found.items()}
    return [
        Counted(
            container_id=pk,
            title=found[pk].title if pk in found else "",
            url=urls.get(pk, ""),
            week=week,
            backend=backend,
            version=version,
            positive=positive,
            neutral=neutral,
            negative=negative,
            unknown=unknown,
            attention=attention,
        )
        for pk, week, backend, version, positive, neutral, negative, unknown, attention in rows
    ]
