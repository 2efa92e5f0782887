"""Feedback by way of example."""

from community.kernel.examples import tag

tag("feedback", "Boards, ideas and bugs, votes, priorities, roadmap, releases and trackers.")
