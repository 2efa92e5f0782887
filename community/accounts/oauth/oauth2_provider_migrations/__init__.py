"""The migrations of the library `oauth2_provider`, in place of its own (MIGRATION_MODULES).

Four of its six models are swapped for ours, so no table of theirs is ever made. All that the
library's own 22 migrations do with them is to change Django's picture of the models, and each
change builds every model again that is related to a member: half of the time that `migrate` took
on an empty database. Here the same picture is written down once.

Not so the models' fields: after an update of the library, `makemigrations --check` fails where one
differs, and `makemigrations oauth2_provider` writes the next file here. Look into the library's own
new migration before: where it moves rows of one of our models, that is for a migration of ours.
"""
