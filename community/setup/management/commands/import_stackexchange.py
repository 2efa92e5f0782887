"""`manage.py import_stackexchange DIR`: a whole Stack Exchange data dump."""

from community.setup.importing.command import ImportCommand


class Command(ImportCommand):
    help = "Import a Stack Exchange data dump: members, questions, answers, comments, badges."
    kind = "stackexchange"
    holds = "directory with Posts.xml and optionally Users, Comments, Votes and Badges.xml"
