"""Search in GraphQL."""

import graphene

from community.kernel import scopes
from community.kernel.costs import counts_as
from community.kernel.shapes import SerializerNode, node_of
from community.kernel.text import number
from community.search import http
from community.search.api import (
    FacetValueOut,
    SearchFacetOut,
    SearchResultOut,
    SearchResultsOut,
)
from community.search.meaning import http as meaning
from community.search.meaning.queries import RELATED
from community.search.queries import QUICK, SIMILAR
from community.search.results import PAGE

counts_as("SearchResults.results", PAGE)
counts_as("SearchResults.facets", 4)
counts_as("Query.quickSearch", QUICK)
counts_as("Query.similarTopics", SIMILAR)
counts_as("Query.relatedTopics", RELATED)

SearchResultNode = node_of(SearchResultOut, "SearchResult")
FacetValueNode = node_of(FacetValueOut, "SearchFacetValue")


class SearchFacetNode(SerializerNode):
    values = graphene.List(graphene.NonNull(FacetValueNode), required=True)

    class Meta:
        serializer = SearchFacetOut
        name = "SearchFacet"
        omit = ["values"]


class SearchResultsNode(SerializerNode):
    results = graphene.List(graphene.NonNull(SearchResultNode), required=True)
    facets = graphene.List(graphene.NonNull(SearchFacetNode), required=True)

    class Meta:
        serializer = SearchResultsOut
        name = "SearchResults"
        omit = ["results", "facets"]

    def resolve_results(root, info):
        return root.hits


class Query(graphene.ObjectType):
    search = graphene.Field(
        SearchResultsNode,
        query=graphene.String(
            default_value="", description="Words, and operators such as `category:support`."
        ),
        page=graphene.Int(default_value=1, description="20 results a page."),
        meaning=graphene.Boolean(
            default_value=False,
            description="Whether to include topics with a similar meaning, which need not have the"
            " words. Only in order of relevance, and not within one topic.",
        ),
        description="Topics, categories, members and whatever else can be found.",
    )
    quick_search = graphene.List(
        graphene.NonNull(SearchResultNode),
        query=graphene.String(
            default_value="", description="What was typed so far: the last word may go on."
        ),
        description="The first few results of each kind.",
    )
    similar_topics = graphene.List(
        graphene.NonNull(SearchResultNode),
        title=graphene.String(default_value="", description="The title of a new topic."),
        description="Discussions with a title like this one.",
    )

    related_topics = graphene.List(
        graphene.NonNull(SearchResultNode),
        kind=graphene.String(default_value="topic", description="`topic` or `idea`."),
        thread_id=graphene.ID(
            required=True, description="The id of the topic: `groupId` of a result."
        ),
        description="Discussions about the same as this one, the most similar first.",
    )

    def resolve_search(root, info, query="", page=1, meaning=False):  # noqa: FBT002
        scopes.need(info.context, "community:read")
        return http.search(info.context, query or "", page or 1, by_meaning=bool(meaning))

    def resolve_quick_search(root, info, query=""):
        scopes.need(info.context, "community:read")
        return http.quick(info.context, query or "")

    def resolve_similar_topics(root, info, title=""):
        scopes.need(info.context, "community:read")
        return http.similar(info.context, title or "")

    def resolve_related_topics(root, info, thread_id, kind="topic"):
        scopes.need(info.context, "community:read")
        return list(
            meaning.find(
                info.context, meaning.kind_called(kind or "topic"), number(thread_id) or 0
            ).hits
        )
