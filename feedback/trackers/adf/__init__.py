"""Markdown to and from the Atlassian Document Format, the JSON that Jira's texts are.

It covers paragraphs, headings, lists, code, quotes, rules, links, bold, italic and struck text.
What it does not know becomes plain text, in both directions: nothing that somebody wrote is lost.
"""

from feedback.trackers.adf.reading import from_adf
from feedback.trackers.adf.writing import to_adf

__all__ = ["from_adf", "to_adf"]
