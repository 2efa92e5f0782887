"""The widget by way of example."""

from community.kernel.examples import tag

tag("widget", "Sites that show the widget, and their secrets.")
