"""Migrations of the library `oauth2_provider`, used instead of its own (MIGRATION_MODULES).

Four of its six models are swapped for ours, so their tables are never made. The library's own 22
migrations change those models step by step in Django's state all the same, and after each step
every model that is related to a member is built again: half of the time that `migrate` needed on
an empty database. Here the state is written down once, and the two tables that are left are made.

After an update of the library, `makemigrations --check` fails when a model or a field is another
than here; `makemigrations oauth2_provider` then writes the next file. Read the library's new
migrations first: what they do to rows has to be done to the rows of our models by a migration of
`accounts`.
"""
