import graphene
from graphene_django import DjangoObjectType

from community.accounts.people.schema import UserNode, users_by_id
from community.discussions import loaders
from community.discussions.api import ChangeOut, PieceOut, PostOut, ThreadOut
from community.discussions.history.versions import history_of, revisions_of
from community.discussions.mentions.queries import mentions_of
from community.discussions.models import Like, Post, Revision, Thread
from community.discussions.models.reading import Mention
from community.discussions.reading.schema import ReadingNode, WatchesQuery
from community.kernel import scopes
from community.kernel.batching import batch_load
from community.kernel.connections import ConnectionField, page_args, paginate
from community.kernel.costs import counts_as
from community.kernel.graphql import member, number
from community.kernel.operations.inputs import enum_of
from community.kernel.shapes import SerializerNode

# Comparing two versions takes some 25 ms where they are long and have little in common.
counts_as("Revision.pieces", 400)
counts_as("Revision.changes", 3)
counts_as("Post.reactions", len(Like.Reaction))


class PieceNode(SerializerNode):
    """A piece of text that is in both versions, or only in the older or newer one."""

    class Meta:
        serializer = PieceOut
        name = "Piece"


class ChangeNode(SerializerNode):
    """A change of the title, category, tags or language."""

    class Meta:
        serializer = ChangeOut
        name = "Change"


class RevisionNode(DjangoObjectType):
    editor = graphene.Field(UserNode, required=True)
    pieces = graphene.List(graphene.NonNull(PieceNode), required=True)
    changes = graphene.List(graphene.NonNull(ChangeNode), required=True)

    class Meta:
        model = Revision
        name = "Revision"
        fields = ["number", "source", "reason", "created_at", "hidden_at"]

    def resolve_editor(revision, info):
        return batch_load(revision, users_by_id, info, key="editor_id")

    def resolve_pieces(revision, info):
        return revision.step.pieces

    def resolve_changes(revision, info):
        return revision.step.facts


Reaction = enum_of(Like.Reaction)


class ReactionCount(graphene.ObjectType):
    reaction = graphene.Field(Reaction, required=True)
    count = graphene.Int(required=True)


class PostNode(SerializerNode):
    thread = graphene.Field(lambda: ThreadNode, required=True)
    number = graphene.Int(
        required=True, description="The post's permanent number in the thread; 1 is the first post."
    )
    version = graphene.Int(required=True, description="For `editPost`.")
    author = graphene.Field(UserNode, required=True)
    parent = graphene.Field(lambda: PostNode)
    viewer_has_liked = graphene.Boolean(required=True)
    viewer_reaction = graphene.Field(Reaction)
    reactions = graphene.List(graphene.NonNull(ReactionCount), required=True)

    class Meta:
        serializer = PostOut
        name = "Post"
        omit = ["author_id"]

    def resolve_thread(post, info):
        return batch_load(post, loaders.threads_by_id, info, key="thread_id")

    def resolve_author(post, info):
        return batch_load(post, users_by_id, info, key="author_id")

    def resolve_parent(post, info):
        return batch_load(post, loaders.posts_by_id, info, key="parent_id")

    def resolve_viewer_has_liked(post, info):
        return bool(batch_load(post, loaders.own_reactions, info))

    def resolve_viewer_reaction(post, info):
        return batch_load(post, loaders.own_reactions, info)

    def resolve_reactions(post, info):
        counts = ((name, post.reactions.get(name, 0)) for name in Like.Reaction.values)
        return [ReactionCount(reaction=name, count=count) for name, count in counts if count]


class MentionNode(DjangoObjectType):
    post = graphene.Field(PostNode, required=True)

    class Meta:
        model = Mention
        name = "Mention"
        fields = ["id", "created_at"]

    def resolve_post(mention, info):
        return batch_load(mention, loaders.posts_by_id, info, key="post_id")


class LikeNode(DjangoObjectType):
    """A reaction to a post."""

    member = graphene.Field(UserNode, required=True)
    reaction = graphene.Field(Reaction, required=True)

    class Meta:
        model = Like
        name = "Like"
        fields = ["id", "created_at"]

    def resolve_member(like, info):
        return batch_load(like, users_by_id, info, key="member_id")


class ThreadNode(SerializerNode):
    """A thread of any kind. A topic and its thread have the same id."""

    kind = graphene.String(required=True, description="The kind, such as `forum.topic`.")
    author = graphene.Field(UserNode, required=True)
    last_author = graphene.Field(UserNode, required=True, description="Who wrote the newest post.")
    viewer_reading = graphene.Field(
        ReadingNode, description="Null before the first visit, and for visitors."
    )
    posts = ConnectionField(PostNode, description="Ordered by number.")

    class Meta:
        serializer = ThreadOut
        name = "Thread"
        omit = ["author_id", "last_author_id"]

    def resolve_author(thread, info):
        return batch_load(thread, users_by_id, info, key="author_id")

    def resolve_last_author(thread, info):
        return batch_load(thread, users_by_id, info, key="last_author_id")

    def resolve_viewer_reading(thread, info):
        return batch_load(thread, loaders.own_readings, info)

    def resolve_posts(thread, info, **asked):
        return batch_load(thread, loaders.posts_by_thread, info, asked=page_args(**asked))


class Discussions(WatchesQuery, graphene.ObjectType):
    thread = graphene.Field(
        ThreadNode,
        id=graphene.ID(required=True),
        description="Threads of every kind.",
    )
    post = graphene.Field(PostNode, id=graphene.ID(required=True))
    revisions = ConnectionField(
        RevisionNode,
        description="Earlier versions of a post, newest first.",
        post_id=graphene.ID(required=True),
    )
    reactions = ConnectionField(
        LikeNode,
        description="The reactions to a post, newest first.",
        post_id=graphene.ID(required=True),
    )
    mentions = ConnectionField(
        MentionNode, description="Posts that mention the viewer, newest first."
    )

    def resolve_thread(root, info, id):
        return Thread.objects.visible_to(info.context.user).get(pk=number(id))

    def resolve_post(root, info, id):
        return Post.objects.visible_to(info.context.user).get(pk=number(id))

    def resolve_revisions(root, info, post_id, **asked):
        visible = Post.objects.visible_to(info.context.user).select_related("thread")
        return revisions_part(
            visible.get(pk=number(post_id)), info.context.user, page_args(**asked)
        )

    def resolve_reactions(root, info, post_id, **asked):
        post = Post.objects.visible_to(info.context.user).get(pk=number(post_id))
        return paginate(post.likes.all(), ["-id"], page_args(**asked))

    def resolve_mentions(root, info, **asked):
        return paginate(mentions_of(member(info)), ["-id"], page_args(**asked))


def revisions_part(post, viewer, asked):
    """Some versions of a post, each with what its edit changed."""
    found = paginate(revisions_of(post, viewer), ["-number"], asked)
    if rows := found.nodes:
        steps = history_of(post, viewer, before=rows[0].number + 1, size=len(rows)).steps
        for row, step in zip(rows, steps, strict=True):
            row.step = step
    return found


class Query(graphene.ObjectType):
    discussions = graphene.Field(Discussions)

    def resolve_discussions(root, info):
        scopes.need(info.context, "community:read")
        return Discussions()
