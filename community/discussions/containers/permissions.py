"""What a person may do in which container, read once per request in one statement.

Over all groups of a person never beats yes, and yes beats no or nothing. Where a container has
no row for an action, what its nearest ancestor with some says holds; where none has, the default
does: members start, reply, react and tag. Who reads is not asked here: that is an audience.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import User
from community.discussions.models import Permission
from community.kernel.statements import Statement

Action, Value = Permission.Action, Permission.Value

BY_DEFAULT = frozenset({Action.START, Action.REPLY, Action.REACT, Action.TAG})  # for members

RULES = Statement(
    """
    SELECT container.id, container.parent_id, container.has_solutions,
        container.do_threads_need_approval, container.do_replies_need_approval, rule.action,
        CASE WHEN bool_or(rule.value = 'never') FILTER (WHERE rule.is_mine) THEN 'never'
            WHEN bool_or(rule.value = 'yes') FILTER (WHERE rule.is_mine) THEN 'yes'
            WHEN rule.action IS NOT NULL THEN 'no' END
    FROM discussions_container AS container LEFT JOIN LATERAL (
        SELECT action, value, group_id IS NULL OR group_id = ANY(%(groups)s::bigint[]) AS is_mine
        FROM discussions_permission WHERE container_id = container.id
    ) AS rule ON TRUE
    GROUP BY container.id, rule.action
"""
)


@dataclass
class Rules:
    """All that the containers say of one person."""

    parents: dict[int, int | None] = field(default_factory=dict)
    said: dict[tuple[int, str], str] = field(default_factory=dict)
    unsolvable: set[int] = field(default_factory=set)
    approves_threads: set[int] = field(default_factory=set)  # where new ones wait for approval
    approves_replies: set[int] = field(default_factory=set)

    def verdict(self, action: str, container_id: int | None) -> str | None:
        """What the nearest container says that says anything; None: the default holds."""
        at = container_id
        while at is not None:
            if value := self.said.get((at, action)):
                return value
            at = self.parents.get(at)
        return None

    def allows(self, action: str, container_id: int | None) -> bool:
        value = self.verdict(action, container_id)
        return action in BY_DEFAULT if value is None else value == Value.YES


def rules(person: User) -> Rules:
    """The person's rules, kept on the person for as long as the request lasts."""
    kept: Rules | None = getattr(person, "_container_rules", None)
    if kept is None:
        kept = person._container_rules = _read(person)  # type: ignore[attr-defined]
    return kept


def _read(person: User) -> Rules:
    found = Rules()
    rows = RULES.fetched({"groups": person.group_ids})
    for pk, parent_id, has_solutions, approves_threads, approves_replies, action, value in rows:
        found.parents[pk] = parent_id
        if approves_threads:
            found.approves_threads.add(pk)
        if approves_replies:
            found.approves_replies.add(pk)
        if not has_solutions:
            found.unsolvable.add(pk)
        if action is not None:
            found.said[pk, action] = value
    return found


def may(person: User | AnonymousUser, action: str, container_id: int | None) -> bool:
    """Whether the rules allow it; visitors only read. Standing and trust are others' questions."""
    return isinstance(person, User) and rules(person).allows(action, container_id)
