"""What REST and GraphQL show of searches."""

from rest_framework import serializers


class RecentSearchOut(serializers.Serializer):
    """A search of the caller."""

    id = serializers.CharField()
    text = serializers.CharField(help_text="As it was typed.")
    searched_at = serializers.DateTimeField()


class SearchCountOut(serializers.Serializer):
    """How often something was searched for in the last 30 days."""

    query = serializers.CharField(help_text="In lower case, without marks.")
    searches = serializers.IntegerField()
    without_results = serializers.IntegerField(
        help_text="How often nothing was found that the searcher may see."
    )
