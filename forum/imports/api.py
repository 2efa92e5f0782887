"""The shape of what is sent to be brought in, and of the answer."""

from collections.abc import Mapping
from typing import Any

from django.core.validators import URLValidator
from rest_framework import serializers

from community.accounts.profiles import LONGEST_BIO, MOST_LINKS
from community.discussions.actions.threads import LONGEST_TITLE
from community.kernel import markdown
from forum.imports.items import MOST_ITEMS, MOST_POSTS, Status
from forum.models import MOST_TAGS

LONGEST_SOURCE, LONGEST_ID = 100, 200
MOST_SCORE, MOST_NUMBER = 1_000_000, 2**31 - 1
ADDRESS = URLValidator(schemes=["http", "https"])


def identifier(**options: Any) -> serializers.CharField:
    return serializers.CharField(max_length=LONGEST_ID, **options)


class EachAlone(serializers.ListSerializer[Any]):
    """Items that are read one by one later on, so that a malformed one spoils no other."""

    def run_child_validation(self, data: Any) -> Any:
        return data

    def validate(self, items: list[Any]) -> list[Any]:
        if sum(map(_posts_count, items)) > MOST_POSTS:
            raise serializers.ValidationError(f"Send at most {MOST_POSTS} posts at once.")
        return items


def _posts_count(item: Any) -> int:
    posts = item.get("posts") if isinstance(item, Mapping) else None
    return len(posts) if isinstance(posts, list) else 0


class ImportedMemberIn(serializers.Serializer[Any]):
    external_id = identifier(help_text="What identifies the member in the source.")
    username = serializers.CharField(
        max_length=200, help_text="Becomes another one where it is taken, or cannot be one here."
    )
    joined_at = serializers.DateTimeField(required=False, allow_null=True)
    bio = serializers.CharField(
        required=False, allow_blank=True, max_length=LONGEST_BIO, help_text="Markdown."
    )
    location = serializers.CharField(required=False, allow_blank=True, max_length=100)
    links = serializers.ListField(
        child=serializers.CharField(max_length=200, validators=[ADDRESS]),
        required=False,
        max_length=MOST_LINKS,
    )
    reputation = serializers.IntegerField(
        required=False, min_value=-MOST_NUMBER, max_value=MOST_NUMBER
    )


class ImportedSaidIn(serializers.Serializer[Any]):
    external_id = identifier(help_text="What identifies it in the source.")
    markdown = serializers.CharField(max_length=markdown.LONGEST, trim_whitespace=False)
    author = serializers.CharField(
        required=False, allow_blank=True, max_length=200, help_text="A member's name here."
    )
    author_external_id = identifier(
        required=False,
        allow_blank=True,
        help_text="Instead: what identified a member who was imported from the same source.",
    )
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(required=False, allow_null=True)
    score = serializers.IntegerField(
        required=False,
        min_value=-MOST_SCORE,
        max_value=MOST_SCORE,
        help_text="Likes, or votes up minus down, by nobody here.",
    )
    url = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=200,
        validators=[ADDRESS],
        help_text="Where it was first published.",
    )
    licence = serializers.CharField(required=False, allow_blank=True, max_length=20)

    def validate(self, item: dict[str, Any]) -> dict[str, Any]:
        if bool(item.get("author")) == bool(item.get("author_external_id")):
            message = "Send either author or author_external_id, not both."
            raise serializers.ValidationError({"author": message}, code="invalid")
        return item


class ImportedReplyIn(ImportedSaidIn):
    """A post that comes with its topic."""

    parent_external_id = identifier(
        required=False,
        allow_blank=True,
        help_text="The post that it answers, of the same source. Null: the topic itself.",
    )


class ImportedPostIn(ImportedReplyIn):
    """A post for a topic that is here."""

    parent = serializers.IntegerField(  # type: ignore[assignment]
        required=False,
        allow_null=True,
        min_value=1,
        max_value=2**63 - 1,
        help_text="Instead: a post's id here.",
    )
    topic_external_id = identifier(
        required=False, allow_blank=True, help_text="A topic that was imported from the source."
    )
    topic = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=2**63 - 1,
        help_text="Instead: a topic's id here.",
    )

    def validate(self, item: dict[str, Any]) -> dict[str, Any]:
        if bool(item.get("topic")) == bool(item.get("topic_external_id")):
            message = "Send either topic or topic_external_id, not both."
            raise serializers.ValidationError({"topic": message}, code="invalid")
        return super().validate(item)


class ImportedTopicIn(ImportedSaidIn):
    title = serializers.CharField(max_length=LONGEST_TITLE)
    category = serializers.CharField(max_length=60, help_text="The slug of one that is here.")
    tags = serializers.ListField(
        child=serializers.CharField(max_length=60), required=False, max_length=2 * MOST_TAGS
    )
    views_count = serializers.IntegerField(required=False, min_value=0, max_value=MOST_NUMBER)
    closed_at = serializers.DateTimeField(required=False, allow_null=True)
    archived_at = serializers.DateTimeField(required=False, allow_null=True)
    solution_external_id = identifier(
        required=False, allow_blank=True, help_text="Which of its posts is the accepted answer."
    )
    posts: Any = serializers.ListSerializer(
        child=ImportedReplyIn(), required=False, max_length=MOST_POSTS
    )


class ImportMembersIn(serializers.Serializer[Any]):
    source = serializers.CharField(  # type: ignore[assignment]
        max_length=LONGEST_SOURCE,
        help_text="Keeps these identifiers apart from those of other places: a site's address.",
    )
    items = EachAlone(child=ImportedMemberIn(), min_length=1, max_length=MOST_ITEMS)


class ImportTopicsIn(ImportMembersIn):
    items = EachAlone(child=ImportedTopicIn(), min_length=1, max_length=MOST_ITEMS)


class ImportPostsIn(ImportMembersIn):
    items = EachAlone(child=ImportedPostIn(), min_length=1, max_length=MOST_ITEMS)


class ImportProblemOut(serializers.Serializer[Any]):
    """RFC 9457: why this item was not brought in."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()),
        help_text="By where it stands in the item, such as posts.3.author.",
    )


class ImportedPostOut(serializers.Serializer[Any]):
    external_id = serializers.CharField()
    status = serializers.ChoiceField(choices=[status.value for status in Status])
    id = serializers.IntegerField(allow_null=True, help_text="What it is called here.")
    url = serializers.CharField()
    problem = ImportProblemOut(allow_null=True)


class ImportedMemberOut(ImportedPostOut):
    username = serializers.CharField(help_text="The name that the member has here.")


class ImportedTopicOut(ImportedPostOut):
    posts = ImportedPostOut(many=True)


class ImportedPostsOut(serializers.Serializer[Any]):
    created = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    failed = serializers.IntegerField()
    results = ImportedPostOut(many=True, help_text="In the order of the request.")


class ImportedMembersOut(ImportedPostsOut):
    results = ImportedMemberOut(many=True, help_text="In the order of the request.")


class ImportedTopicsOut(ImportedPostsOut):
    results = ImportedTopicOut(many=True, help_text="In the order of the request.")
