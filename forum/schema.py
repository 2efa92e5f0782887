import graphene
from graphene_django import DjangoObjectType

from community.discussions.loaders import posts_by_id, threads_by_id
from community.discussions.models import Post
from community.discussions.schema import PostNode, ThreadNode
from community.kernel import scopes
from community.kernel.graphql import load, member, number, scoped, together
from forum import actions, loaders
from forum.announcements.schema import AnnouncementFields, AnnouncementMutations
from forum.categories.schema import CategoryMutations, CategoryNode
from forum.lists.schema import lists_of
from forum.models import Category, Topic
from forum.tags.schema import TagMutations, TagNode, TagQueries


class TopicNode(DjangoObjectType):
    id = graphene.ID(required=True)
    url = graphene.String(required=True)
    thread = graphene.Field(ThreadNode, required=True)
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
        topic.thread = load(topic, threads_by_id, info)
        return topic.get_absolute_url()

    def resolve_thread(topic, info):
        return load(topic, threads_by_id, info)

    def resolve_category(topic, info):
        return load(topic, loaders.categories_by_id, info, key="category_id")

    def resolve_solution(topic, info):
        return load(topic, posts_by_id, info, key="solution_id")

    def resolve_tags(topic, info):
        return load(topic, loaders.tags_by_topic, info)


class StartTopic(graphene.Mutation):
    class Arguments:
        category_id = graphene.ID(required=True)
        title = graphene.String(required=True)
        source = graphene.String(required=True)
        tags = graphene.List(graphene.NonNull(graphene.String), default_value=())
        once = graphene.String(description="The same topic sent again with it is begun once.")

    topic = graphene.Field(TopicNode, required=True)

    def mutate(root, info, category_id, tags, once=None, **words):
        by = member(info)
        category = Category.objects.visible_to(by).get(pk=number(category_id))
        topic = actions.start_topic(
            category=category, tags=tags or (), once=once or "", by=by, **words
        )
        return StartTopic(topic=topic)


def _of_answer(act):
    def mutate(root, info, post_id):
        by = member(info)
        post = Post.objects.visible_to(by).exclude(thread__topic=None).get(pk=number(post_id))
        return {"topic": act(post=post, by=by)}

    return graphene.Field(
        TopicChanged, post_id=graphene.ID(required=True), required=True, resolver=mutate
    )


class TopicChanged(graphene.ObjectType):
    topic = graphene.Field(TopicNode, required=True)


class EditTopic(graphene.Mutation):
    class Arguments:
        topic_id = graphene.ID(required=True)
        title = graphene.String()
        category_id = graphene.ID()
        tags = graphene.List(graphene.NonNull(graphene.String))
        version = graphene.Int(description="The opening post's version that the editor saw.")
        reason = graphene.String()

    topic = graphene.Field(TopicNode, required=True)

    def mutate(root, info, topic_id, category_id=None, **edit):
        by = member(info)
        topic = Topic.objects.visible_to(by).get(pk=number(topic_id))
        places = Category.objects.visible_to(by)
        category = places.get(pk=number(category_id)) if category_id else None
        return EditTopic(topic=actions.edit_topic(topic=topic, category=category, by=by, **edit))


class Forum(
    lists_of(TopicNode),  # type: ignore[misc]
    TagQueries,
    AnnouncementFields,
    graphene.ObjectType,
):
    categories = graphene.List(graphene.NonNull(CategoryNode), required=True)
    topic = graphene.Field(TopicNode, id=graphene.ID(required=True))

    def resolve_categories(root, info):
        return together(Category.objects.visible_to(info.context.user).in_order())

    def resolve_topic(root, info, id):
        return Topic.objects.visible_to(info.context.user).get(pk=number(id))


@scoped("forum:write")
class ForumMutation(CategoryMutations, TagMutations, AnnouncementMutations, graphene.ObjectType):
    start_topic = StartTopic.Field(required=True)
    edit_topic = EditTopic.Field(required=True)
    accept_answer = _of_answer(actions.accept_answer)
    withdraw_answer = _of_answer(actions.withdraw_answer)


class Query(graphene.ObjectType):
    forum = graphene.Field(Forum, required=True)

    def resolve_forum(root, info):
        scopes.need(info.context, "forum:read")
        return Forum()


class Mutation(graphene.ObjectType):
    forum = graphene.Field(ForumMutation, required=True)

    def resolve_forum(root, info):
        return ForumMutation()
