"""`manage.py import_stackexchange DIR`: a whole Stack Exchange data dump."""

from typing import Any

from django.core.management.base import CommandParser

from community.setup.importing.command import ImportCommand


class Command(ImportCommand):
    help = "Import a Stack Exchange data dump: members, questions, answers, comments, badges."
    kind = "stackexchange"
    holds = "directory with Posts.xml and optionally Users, Comments, Votes and Badges.xml"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--feedback",
            action="store_true",
            help="import questions tagged feature-request or bug as ideas and bugs on a board",
        )

    def own_options(self, options: dict[str, Any]) -> dict[str, Any]:
        return {"has_feedback": options["feedback"]}
