"""`manage.py import_mbox FILE`: the archive of a mailing list."""

from community.setup.importing.command import ImportCommand


class Command(ImportCommand):
    help = "Import a mailing list archive: senders as members, threads as topics."
    kind = "mbox"
    metavar = "FILE"
    holds = "mbox file, or a directory of mbox files; each may be compressed with gzip"
