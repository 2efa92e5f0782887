"""`manage.py import_discourse DIR`: what a Discourse site says of itself as JSON."""

from community.setup.importing.command import ImportCommand


class Command(ImportCommand):
    help = "Import Discourse: categories, members, topics, replies and badges, from its JSON."
    kind = "discourse"
    holds = "holds the saved answers of its API: t/….json, and others where there are such"
