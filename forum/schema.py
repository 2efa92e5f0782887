import graphene
from graphene_django import DjangoObjectType

from community.discussions.actions.text import storable
from community.discussions.loaders import posts_by_id, threads_by_id
from community.discussions.models import Post
from community.discussions.schema import PostNode, ThreadNode
from community.kernel.graphql import load, member, number, together
from community.kernel.paging import page_by_key
from forum import actions, loaders, queries
from forum.announcements.schema import AnnouncementFields, AnnouncementMutations
from forum.models import Category, Topic

MOST = 100


class CategoryNode(DjangoObjectType):
    class Meta:
        model = Category
        name = "Category"
        fields = ["id", "title", "slug", "description", "topics_count", "posts_count"]


class TopicNode(DjangoObjectType):
    id = graphene.ID(required=True)
    url = graphene.String(required=True)
    thread = graphene.Field(ThreadNode, required=True)
    category = graphene.Field(CategoryNode, required=True)
    solution = graphene.Field(PostNode)

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


class TopicPage(graphene.ObjectType):
    """Topics by newest activity, and the cursor of the older ones."""

    topics = graphene.List(graphene.NonNull(TopicNode), required=True)
    older = graphene.String()


class StartTopic(graphene.Mutation):
    class Arguments:
        category_id = graphene.ID(required=True)
        title = graphene.String(required=True)
        source = graphene.String(required=True)

    topic = graphene.Field(TopicNode, required=True)

    def mutate(root, info, category_id, title, source):
        by = member(info)
        category = Category.objects.visible_to(by).get(pk=number(category_id))
        topic = actions.start_topic(category=category, title=title, source=source, by=by)
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


class Forum(AnnouncementFields, graphene.ObjectType):
    categories = graphene.List(graphene.NonNull(CategoryNode), required=True)
    topic = graphene.Field(TopicNode, id=graphene.ID(required=True))
    latest = graphene.Field(
        TopicPage,
        required=True,
        category=graphene.String(description="A category's slug."),
        first=graphene.Int(default_value=20, description=f"At most {MOST}."),
        older_than=graphene.String(description="The cursor that `older` gave."),
    )

    def resolve_categories(root, info):
        return together(Category.objects.visible_to(info.context.user).in_order())

    def resolve_topic(root, info, id):
        return Topic.objects.visible_to(info.context.user).get(pk=number(id))

    def resolve_latest(root, info, first, category=None, older_than=None):
        rows = queries.live_topics(info.context.user).select_related("topic")
        if category is not None:
            rows = rows.filter(topic__category__slug=storable(category))
        size = min(max(first or 1, 1), MOST)
        page = page_by_key(rows, keys=["bumped_at", "id"], cursor=older_than, size=size)
        return TopicPage(topics=together(row.topic for row in page.rows), older=page.older)


class ForumMutation(AnnouncementMutations, graphene.ObjectType):
    start_topic = StartTopic.Field(required=True)
    accept_answer = _of_answer(actions.accept_answer)
    withdraw_answer = _of_answer(actions.withdraw_answer)


class Query(graphene.ObjectType):
    forum = graphene.Field(Forum, required=True)

    def resolve_forum(root, info):
        return Forum()


class Mutation(graphene.ObjectType):
    forum = graphene.Field(ForumMutation, required=True)

    def resolve_forum(root, info):
        return ForumMutation()
