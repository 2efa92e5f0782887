"""What REST and GraphQL take and show of a search."""

from rest_framework import serializers

from community.search.results import MOST_PAGES, Meaning


class SearchIn(serializers.Serializer):
    q = serializers.CharField(
        required=False, allow_blank=True, default="", trim_whitespace=False,
        help_text="The query: words, and operators such as `category:support`.",
    )  # fmt: skip
    page = serializers.IntegerField(
        required=False, default=1, min_value=1, max_value=MOST_PAGES,
        help_text="20 results a page.",
    )  # fmt: skip
    meaning = serializers.BooleanField(
        required=False, default=False,
        help_text="Whether to include topics with a similar meaning, which need not have the"
        " words. Only in order of relevance, and not within one topic.",
    )  # fmt: skip


class QuickIn(serializers.Serializer):
    q = serializers.CharField(
        required=False, allow_blank=True, default="", trim_whitespace=False,
        help_text="What was typed so far: the last word may go on.",
    )  # fmt: skip


class SimilarIn(serializers.Serializer):
    title = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="The title of a new topic."
    )


class SearchResultOut(serializers.Serializer):
    """A result that the caller may see. Of several matches in one topic, it is the best."""

    kind = serializers.CharField(source="kind.word", help_text="As `kind:` takes it: `topic`.")
    subject = serializers.CharField(
        help_text="A kind and an id of what was found, such as `discussions.post:7`."
    )
    id = serializers.IntegerField(
        source="object_id", help_text="The id of what was found: of a post, a member, a category."
    )
    group_id = serializers.IntegerField(
        help_text="The id of what it is part of: of a post, its thread's; else its own."
    )
    number = serializers.IntegerField(help_text="Of a post, its number in the thread.")
    title = serializers.CharField(source="found.title")
    title_html = serializers.CharField(help_text="The words of the query are in `<mark>`.")
    snippet_html = serializers.CharField(
        help_text="A part of the text. The words of the query are in `<mark>`."
    )
    url = serializers.CharField(source="found.url", help_text="Its address on this site.")
    author = serializers.CharField(
        source="author_name", allow_null=True, help_text="The author's username."
    )
    place = serializers.CharField(
        source="found.place", help_text="The title of the category that it is in."
    )
    place_url = serializers.CharField(source="found.place_url")
    tags = serializers.ListField(child=serializers.CharField(), source="found.tags")
    states = serializers.ListField(
        child=serializers.CharField(), source="found.states",
        help_text="Such as `solved` or `closed`.",
    )  # fmt: skip
    replies_count = serializers.IntegerField(source="found.replies_count", allow_null=True)
    others_count = serializers.IntegerField(
        help_text="How many more posts of the same topic match."
    )
    created_at = serializers.DateTimeField(source="found.created_at", allow_null=True)


class FacetValueOut(serializers.Serializer):
    """One value that the results can be narrowed to."""

    label = serializers.CharField()  # type: ignore[assignment]
    term = serializers.CharField(help_text="What is added to the query for that.")
    count = serializers.IntegerField(help_text="The number of results.")
    is_chosen = serializers.BooleanField(help_text="Whether the query has this term.")


class SearchFacetOut(serializers.Serializer):
    """Values of one kind, with the most results first."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    values = FacetValueOut(many=True)


class SearchResultsOut(serializers.Serializer):
    """One page of results."""

    results = SearchResultOut(many=True, source="hits")
    count = serializers.IntegerField(help_text="The number of results that the caller may see.")
    is_capped = serializers.BooleanField(
        help_text="Whether more matches exist than the 2,000 newest, which are ranked."
    )
    page = serializers.IntegerField()
    has_more = serializers.BooleanField(help_text="Whether there is a next page.")
    facets = SearchFacetOut(many=True)
    suggestion = serializers.CharField(
        allow_null=True, help_text="The query in another spelling, which finds something."
    )
    meaning = serializers.ChoiceField(
        choices=Meaning.choices,
        help_text="`used` if topics with a similar meaning are included; `unavailable` if they"
        " could not be looked up; else `off`.",
    )


class FoundListOut(serializers.Serializer):
    results = SearchResultOut(many=True, source="*")
