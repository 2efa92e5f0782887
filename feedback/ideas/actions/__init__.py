"""Every way ideas change. Locks: containers, threads by id, ideas by id, vote budgets by member."""

from feedback.ideas.actions.submitting import submit_idea

__all__ = ["submit_idea"]
