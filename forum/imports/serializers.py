"""The shape of what is sent to be brought in, and of the answer."""

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


class MemberItemIn(serializers.Serializer):
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


class SaidIn(serializers.Serializer):
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
            message = "Name the author: by author or by author_external_id, not both."
            raise serializers.ValidationError({"author": message}, code="invalid")
        return item


class ImportedReplyIn(SaidIn):
    """A post that comes with its topic."""

    parent_external_id = identifier(
        required=False,
        allow_blank=True,
        help_text="The post that it answers, of the same source. None: the topic itself.",
    )


class PostItemIn(ImportedReplyIn):
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
            message = "Name the topic: by topic or by topic_external_id, not both."
            raise serializers.ValidationError({"topic": message}, code="invalid")
        return super().validate(item)


class TopicItemIn(SaidIn):
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
    posts = ImportedReplyIn(many=True, required=False, max_length=MOST_POSTS)


class MembersIn(serializers.Serializer):
    source = serializers.CharField(  # type: ignore[assignment]
        max_length=LONGEST_SOURCE,
        help_text="Keeps these identifiers apart from those of other places: a site's address.",
    )
    items = MemberItemIn(many=True, min_length=1, max_length=MOST_ITEMS)


class TopicsIn(MembersIn):
    items = TopicItemIn(many=True, min_length=1, max_length=MOST_ITEMS)


class PostsIn(MembersIn):
    items = PostItemIn(many=True, min_length=1, max_length=MOST_ITEMS)


class ProblemOut(serializers.Serializer):
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


class ResultOut(serializers.Serializer):
    external_id = serializers.CharField()
    status = serializers.ChoiceField(choices=[status.value for status in Status])
    id = serializers.IntegerField(allow_null=True, help_text="What it is called here.")
    url = serializers.CharField()
    problem = ProblemOut(allow_null=True)


class MemberResultOut(ResultOut):
    username = serializers.CharField(help_text="The name that the member has here.")


class TopicResultOut(ResultOut):
    posts = ResultOut(many=True)


class ResultsOut(serializers.Serializer):
    created = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    failed = serializers.IntegerField()
    results = ResultOut(many=True, help_text="In the order of the request.")


class MemberResultsOut(ResultsOut):
    results = MemberResultOut(many=True, help_text="In the order of the request.")


class TopicResultsOut(ResultsOut):
    results = TopicResultOut(many=True, help_text="In the order of the request.")
