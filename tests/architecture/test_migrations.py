"""Migrations lead back as well as forth."""

from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RenameModel

CONTENT_TYPES = ("contenttypes", "0002_remove_content_type_name")


def test_whoever_renames_a_model_depends_on_content_types() -> None:
    """Django renames the content type with the model; on the way back, it looks for the table in
    what the migration depends on, and fails without it."""
    graph = MigrationLoader(None).graph
    assert [
        key
        for key, node in graph.nodes.items()
        if any(isinstance(done, RenameModel) for done in node.operations)
        and key[0] in {"accounts", "discussions", "forum"}
        and CONTENT_TYPES not in graph.forwards_plan(key)
    ] == []
