"""`manage.py import_mbox FILE`: the archive of a mailing list."""

from community.setup.importing.command import ImportCommand


class Command(ImportCommand):
    help = "Import a mailing list's archive: who wrote, and the threads of mails as topics."
    kind = "mbox"
    metavar = "FILE"
    holds = "an mbox file, or a folder of them; each may be packed with gzip"
