import graphene
from graphene_django import DjangoObjectType

from community.announcements.schema import AnnouncementFields
from community.discussions.kinds import kind_named
from community.discussions.lists.schema import lists_of
from community.discussions.loaders import posts_by_id, threads_by_id
from community.discussions.schema import PostNode, ThreadNode
from community.discussions.tags.schema import TagNode, TagQueries
from community.kernel import scopes
from community.kernel.batching import batch_load, group
from community.kernel.graphql import number
from forum import loaders
from forum.categories.schema import CategoryNode
from forum.contract.queries import openings
from forum.contract.schema import DiscussionFields
from forum.models import KIND, Category, Topic


class TopicNode(DjangoObjectType):
    id = graphene.ID(required=True)
    url = graphene.String(required=True)
    thread = graphene.Field(ThreadNode, required=True)
    version = graphene.Int(
        required=True,
        description="For `editTopic`. Editing the text of the first post changes it, too.",
    )
    opening_post = graphene.Field(PostNode, required=True)
    category = graphene.Field(CategoryNode, required=True)
    solution = graphene.Field(PostNode)
    tags = graphene.List(graphene.NonNull(TagNode), required=True)

    class Meta:
        model = Topic
        name = "Topic"
        fields = ["id"]

    def resolve_id(topic, info):
        return topic.pk

    def resolve_url(topic, info):
        topic.thread = batch_load(topic, threads_by_id, info)
        return topic.get_absolute_url()

    def resolve_thread(topic, info):
        return batch_load(topic, threads_by_id, info)

    def resolve_version(topic, info):
        return batch_load(topic, openings, info).version

    def resolve_opening_post(topic, info):
        return batch_load(topic, openings, info)

    def resolve_category(topic, info):
        return batch_load(topic, loaders.categories_by_id, info, key="category_id")

    def resolve_solution(topic, info):
        return batch_load(topic, posts_by_id, info, key="solution_id")

    def resolve_tags(topic, info):
        return batch_load(topic, loaders.tags_by_topic, info)


class Forum(
    lists_of(kind_named(KIND), TopicNode, owner="topic"),  # type: ignore[misc]
    TagQueries,
    AnnouncementFields,
    DiscussionFields,
    graphene.ObjectType,
):
    categories = graphene.List(graphene.NonNull(CategoryNode), required=True)
    topic = graphene.Field(TopicNode, id=graphene.ID(required=True))

    def resolve_categories(root, info):
        return group(Category.objects.visible_to(info.context.user).in_order())

    def resolve_topic(root, info, id):
        return Topic.objects.visible_to(info.context.user).get(pk=number(id))


class Query(graphene.ObjectType):
    forum = graphene.Field(Forum)

    def resolve_forum(root, info):
        scopes.need(info.context, "forum:read")
        return Forum()
