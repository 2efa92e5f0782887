"""The shape of what is sent to be brought in, and of the answer."""

from collections.abc import Mapping
from typing import Any

from django.core.validators import URLValidator
from django.utils.translation import gettext, ngettext
from rest_framework import serializers

from community.accounts.models.profiles import LONGEST_BIO, MOST_LINKS
from community.discussions.models import MOST_TAGS
from community.discussions.posts.actions.threads import LONGEST_TITLE
from community.kernel import formats, markdown
from forum.imports.items import MOST_ITEMS, MOST_POSTS, Status

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
            message = ngettext(
                "Send at most %(count)s post at once.",
                "Send at most %(count)s posts at once.",
                MOST_POSTS,
            )
            raise serializers.ValidationError(message % {"count": formats.number(MOST_POSTS)})
        return items


def _posts_count(item: Any) -> int:
    posts = item.get("posts") if isinstance(item, Mapping) else None
    return len(posts) if isinstance(posts, list) else 0


class ImportedMemberIn(serializers.Serializer[Any]):
    external_id = identifier(help_text="The member's id in the source.")
    username = serializers.CharField(
        max_length=200, help_text="If it is taken or not valid here, another one is chosen."
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
    external_id = identifier(help_text="The id in the source.")
    markdown = serializers.CharField(max_length=markdown.LONGEST, trim_whitespace=False)
    author = serializers.CharField(
        required=False, allow_blank=True, max_length=200, help_text="A username on this site."
    )
    author_external_id = identifier(
        required=False,
        allow_blank=True,
        help_text="Instead of `author`: the external id of an imported member.",
    )
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(required=False, allow_null=True)
    score = serializers.IntegerField(
        required=False,
        min_value=-MOST_SCORE,
        max_value=MOST_SCORE,
        help_text="Likes, or upvotes minus downvotes, in the source.",
    )
    url = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=200,
        validators=[ADDRESS],
        help_text="The original address.",
    )
    licence = serializers.CharField(required=False, allow_blank=True, max_length=20)
    language = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=20,
        help_text="The language of the text, such as `en` or `pt-BR`.",
    )

    def validate(self, item: dict[str, Any]) -> dict[str, Any]:
        if bool(item.get("author")) == bool(item.get("author_external_id")):
            message = gettext("Send either author or author_external_id, not both.")
            raise serializers.ValidationError({"author": message}, code="invalid")
        return item


class ImportedReplyIn(ImportedSaidIn):
    """A post that is imported with its topic."""

    parent_external_id = identifier(
        required=False,
        allow_blank=True,
        help_text="The external id of the parent post. Null: a reply to the topic.",
    )


class ImportedPostIn(ImportedReplyIn):
    """A post for an existing topic."""

    parent = serializers.IntegerField(  # type: ignore[assignment]
        required=False,
        allow_null=True,
        min_value=1,
        max_value=2**63 - 1,
        help_text="Instead of the external id: the parent's id on this site.",
    )
    topic_external_id = identifier(
        required=False, allow_blank=True, help_text="The external id of an imported topic."
    )
    topic = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=2**63 - 1,
        help_text="Instead of the external id: the topic's id on this site.",
    )

    def validate(self, item: dict[str, Any]) -> dict[str, Any]:
        if bool(item.get("topic")) == bool(item.get("topic_external_id")):
            message = gettext("Send either topic or topic_external_id, not both.")
            raise serializers.ValidationError({"topic": message}, code="invalid")
        return super().validate(item)


class ImportedTopicIn(ImportedSaidIn):
    title = serializers.CharField(max_length=LONGEST_TITLE)
    category = serializers.CharField(max_length=60, help_text="The slug of an existing category.")
    tags = serializers.ListField(
        child=serializers.CharField(max_length=60), required=False, max_length=2 * MOST_TAGS
    )
    views_count = serializers.IntegerField(required=False, min_value=0, max_value=MOST_NUMBER)
    closed_at = serializers.DateTimeField(required=False, allow_null=True)
    archived_at = serializers.DateTimeField(required=False, allow_null=True)
    solution_external_id = identifier(
        required=False,
        allow_blank=True,
        help_text="The external id of the post that is the solution.",
    )
    posts: Any = serializers.ListSerializer(
        child=ImportedReplyIn(), required=False, max_length=MOST_POSTS
    )


class ImportMembersIn(serializers.Serializer[Any]):
    source = serializers.CharField(  # type: ignore[assignment]
        max_length=LONGEST_SOURCE,
        help_text="The name or address of the source site. External ids are unique within it.",
    )
    items = EachAlone(child=ImportedMemberIn(), min_length=1, max_length=MOST_ITEMS)


class ImportTopicsIn(ImportMembersIn):
    items = EachAlone(child=ImportedTopicIn(), min_length=1, max_length=MOST_ITEMS)


class ImportPostsIn(ImportMembersIn):
    items = EachAlone(child=ImportedPostIn(), min_length=1, max_length=MOST_ITEMS)


class ImportProblemOut(serializers.Serializer[Any]):
    """Why this item was not imported (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()),
        help_text="Messages by path in the item, such as `posts.3.author`.",
    )


class ImportedPostOut(serializers.Serializer[Any]):
    external_id = serializers.CharField()
    status = serializers.ChoiceField(choices=[status.value for status in Status])
    id = serializers.IntegerField(allow_null=True, help_text="The id on this site.")
    url = serializers.CharField()
    problem = ImportProblemOut(allow_null=True)


class ImportedMemberOut(ImportedPostOut):
    username = serializers.CharField(help_text="The username on this site.")


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
