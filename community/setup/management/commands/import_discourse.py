"""`manage.py import_discourse DIR`: what a Discourse site says of itself as JSON."""

from community.setup.importing.command import ImportCommand


class Command(ImportCommand):
    help = "Import a Discourse site: categories, members, topics, replies and badges."
    kind = "discourse"
    holds = "directory with saved responses of the Discourse API (t/….json and others)"
