import graphene
from graphene_django import DjangoObjectType

from community.accounts.schema import UserNode, users_by_id
from community.discussions import actions, loaders
from community.discussions.history import STEPS, history_of, revisions_of
from community.discussions.marks.schema import (
    MarksMutation,
    ReadingNode,
    WatchesQuery,
    readings,
)
from community.discussions.mentions import mentions_of
from community.discussions.models import Like, Post, Revision, Thread
from community.discussions.reading import Mention
from community.kernel.graphql import counts_as, load, member, number, said, together

MOST = 100

# Comparing two versions takes some 25 ms where they are long and have little in common.
counts_as("revisions", STEPS)
counts_as("pieces", 400)


class PieceNode(graphene.ObjectType):
    """A stretch of text: both versions have it, or only the older, or only the newer one."""

    class Meta:
        name = "Piece"

    op = graphene.String(required=True, description="keep, insert or delete")
    text = graphene.String(required=True)


class ChangeNode(graphene.ObjectType):
    """A fact of the thread that an edit changed."""

    class Meta:
        name = "Change"

    name = graphene.String(required=True)
    before = graphene.String(required=True)
    after = graphene.String(required=True)


class RevisionNode(DjangoObjectType):
    editor = graphene.Field(UserNode, required=True)
    pieces = graphene.List(graphene.NonNull(PieceNode), required=True)
    changes = graphene.List(graphene.NonNull(ChangeNode), required=True)

    class Meta:
        model = Revision
        name = "Revision"
        fields = ["number", "source", "reason", "created_at", "hidden_at"]

    def resolve_editor(revision, info):
        return load(revision, users_by_id, info, key="editor_id")

    def resolve_pieces(revision, info):
        return revision.step.pieces

    def resolve_changes(revision, info):
        return revision.step.facts


Reaction = graphene.Enum.from_enum(Like.Reaction, description=lambda value: Like.__doc__)


class ReactionCount(graphene.ObjectType):
    reaction = graphene.Field(Reaction, required=True)
    count = graphene.Int(required=True)


class PostNode(DjangoObjectType):
    author = graphene.Field(UserNode, required=True)
    parent = graphene.Field(lambda: PostNode)
    viewer_has_liked = graphene.Boolean(required=True)
    viewer_reaction = graphene.Field(Reaction)
    reactions = graphene.List(graphene.NonNull(ReactionCount), required=True)

    class Meta:
        model = Post
        name = "Post"
        fields = [
            "id", "number", "source", "html", "version", "replies_count", "likes_count",
            "imported_score", "created_at", "edited_at", "updated_at", "deleted_at", "imported_url",
            "imported_licence",
        ]  # fmt: skip

    def resolve_author(post, info):
        return load(post, users_by_id, info, key="author_id")

    def resolve_parent(post, info):
        return load(post, loaders.posts_by_id, info, key="parent_id")

    def resolve_viewer_has_liked(post, info):
        return bool(load(post, loaders.own_reactions, info))

    def resolve_viewer_reaction(post, info):
        return load(post, loaders.own_reactions, info)

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
        return load(mention, loaders.posts_by_id, info, key="post_id")


class LikeNode(DjangoObjectType):
    """Who reacted to a post, and how."""

    member = graphene.Field(UserNode, required=True)

    class Meta:
        model = Like
        name = "Like"
        fields = ["id", "reaction", "created_at"]

    def resolve_member(like, info):
        return load(like, users_by_id, info, key="member_id")


class ThreadNode(DjangoObjectType):
    author = graphene.Field(UserNode, required=True)
    viewer_reading = graphene.Field(ReadingNode, description="None before the first visit.")
    posts = graphene.List(
        graphene.NonNull(PostNode),
        required=True,
        after=graphene.Int(default_value=0),
        first=graphene.Int(default_value=50, description=f"At most {MOST}."),
    )

    class Meta:
        model = Thread
        name = "Thread"
        fields = [
            "id", "kind", "title", "posts_count", "likes_count", "views_count", "created_at",
            "bumped_at", "updated_at", "deleted_at", "closed_at", "archived_at", "pinned_at",
            "pinned_until", "is_pinned_everywhere", "solved_at",
        ]  # fmt: skip

    def resolve_author(thread, info):
        return load(thread, users_by_id, info, key="author_id")

    def resolve_viewer_reading(thread, info):
        return load(thread, readings, info)

    def resolve_posts(thread, info, after, first):
        after, first = max(after or 0, 0), min(max(first or 0, 0), MOST)
        return load(thread, loaders.posts_by_thread, info, after=after, first=first)


def _thread(info, thread_id):
    return Thread.objects.visible_to(member(info)).get(pk=number(thread_id))


def _post(info, post_id):
    return Post.objects.visible_to(member(info)).get(pk=number(post_id))


class ReplyToThread(graphene.Mutation):
    class Arguments:
        thread_id = graphene.ID(required=True)
        source = graphene.String(required=True)
        parent_id = graphene.ID()

    post = graphene.Field(PostNode, required=True)

    def mutate(root, info, thread_id, source, parent_id=None):
        thread = _thread(info, thread_id)
        parent = thread.posts.live().get(pk=number(parent_id)) if parent_id else None
        post = actions.reply_to_thread(thread=thread, source=source, parent=parent, by=member(info))
        return ReplyToThread(post=post)


class EditPost(graphene.Mutation):
    class Arguments:
        post_id = graphene.ID(required=True)
        source = graphene.String(required=True)
        version = graphene.Int(description="The version that the editor saw.")
        reason = graphene.String()

    post = graphene.Field(PostNode, required=True)

    def mutate(root, info, post_id, **edit):
        post = _post(info, post_id)
        return EditPost(post=actions.edit_post(post=post, by=member(info), **edit))


class LikePost(graphene.Mutation):
    class Arguments:
        post_id = graphene.ID(required=True)
        reaction = Reaction(description="Thanks, unless another one is named.")

    post = graphene.Field(PostNode, required=True)

    def mutate(root, info, post_id, reaction=Like.Reaction.THANKS):
        post = _post(info, post_id)
        return LikePost(post=actions.like_post(post=post, by=member(info), reaction=reaction))


def _of_post(act):
    """A mutation that does one thing to one post."""

    def mutate(root, info, post_id):
        return {"post": act(post=_post(info, post_id), by=member(info))}

    return graphene.Field(
        PostChanged, post_id=graphene.ID(required=True), required=True, resolver=mutate
    )


def _of_thread(act, **arguments):
    def mutate(root, info, thread_id, **how):
        return {"thread": act(thread=_thread(info, thread_id), by=member(info), **said(how))}

    return graphene.Field(
        ThreadChanged,
        thread_id=graphene.ID(required=True),
        required=True,
        resolver=mutate,
        **arguments,
    )


def _of_revision(act):
    """A mutation that does one thing to one earlier version of a post."""

    def mutate(root, info, post_id, number):
        found = revisions_of(_post(info, post_id), member(info)).get(number=number)
        act(revision=found, by=member(info))
        return {"post": _post(info, post_id)}

    return graphene.Field(
        PostChanged,
        post_id=graphene.ID(required=True),
        number=graphene.Int(required=True),
        required=True,
        resolver=mutate,
    )


class PostChanged(graphene.ObjectType):
    post = graphene.Field(PostNode, required=True)


class ThreadChanged(graphene.ObjectType):
    thread = graphene.Field(ThreadNode, required=True)


class Discussions(WatchesQuery, graphene.ObjectType):
    thread = graphene.Field(ThreadNode, id=graphene.ID(required=True))
    post = graphene.Field(PostNode, id=graphene.ID(required=True))
    revisions = graphene.List(
        graphene.NonNull(RevisionNode),
        required=True,
        description="Newest first, 20 at a time.",
        post_id=graphene.ID(required=True),
        before=graphene.Int(description="The number that the next page comes before."),
    )
    reactions = graphene.List(
        graphene.NonNull(LikeNode),
        required=True,
        post_id=graphene.ID(required=True),
        before=graphene.ID(description="The last one's id, for those before it."),
        first=graphene.Int(default_value=30, description=f"At most {MOST}."),
        description="Who reacted to a post, the latest first.",
    )
    mentions = graphene.List(
        graphene.NonNull(MentionNode),
        required=True,
        before=graphene.ID(description="The last one's id, for those before it."),
        first=graphene.Int(default_value=30, description=f"At most {MOST}."),
        description="The posts that call the viewer by name, the latest first.",
    )

    def resolve_thread(root, info, id):
        return Thread.objects.visible_to(info.context.user).get(pk=number(id))

    def resolve_post(root, info, id):
        return Post.objects.visible_to(info.context.user).get(pk=number(id))

    def resolve_revisions(root, info, post_id, before=None):
        visible = Post.objects.visible_to(info.context.user).select_related("thread")
        post = visible.get(pk=number(post_id))
        steps = history_of(post, info.context.user, before=max(before or 0, 0)).steps
        for step in steps:
            step.revision.step = step  # type: ignore[attr-defined]
        return together(step.revision for step in steps)

    def resolve_reactions(root, info, post_id, first, before=None):
        post = Post.objects.visible_to(info.context.user).get(pk=number(post_id))
        return _latest(post.likes.all(), first, before)

    def resolve_mentions(root, info, first, before=None):
        return _latest(mentions_of(member(info)), first, before)


def _latest(rows, first, before):
    """So many of the rows, the latest first, from before the row of that id."""
    found = rows.order_by("-pk")
    if before:
        found = found.filter(pk__lt=number(before))
    return together(found[: min(max(first or 0, 0), MOST)])


class DiscussionsMutation(MarksMutation, graphene.ObjectType):
    reply_to_thread = ReplyToThread.Field(required=True)
    edit_post = EditPost.Field(required=True)
    delete_post = _of_post(actions.delete_post)
    restore_post = _of_post(actions.restore_post)
    like_post = LikePost.Field(required=True)
    hide_revision = _of_revision(actions.hide_revision)
    show_revision = _of_revision(actions.show_revision)
    restore_version = _of_revision(actions.restore_version)
    unlike_post = _of_post(actions.unlike_post)
    delete_thread = _of_thread(actions.delete_thread)
    restore_thread = _of_thread(actions.restore_thread)
    close_thread = _of_thread(actions.close_thread)
    reopen_thread = _of_thread(actions.reopen_thread)
    archive_thread = _of_thread(actions.archive_thread)
    unarchive_thread = _of_thread(actions.unarchive_thread)
    pin_thread = _of_thread(
        actions.pin_thread,
        everywhere=graphene.Boolean(default_value=False),
        until=graphene.DateTime(),
    )
    unpin_thread = _of_thread(actions.unpin_thread)


class Query(graphene.ObjectType):
    discussions = graphene.Field(Discussions, required=True)

    def resolve_discussions(root, info):
        return Discussions()


class Mutation(graphene.ObjectType):
    discussions = graphene.Field(DiscussionsMutation, required=True)

    def resolve_discussions(root, info):
        return DiscussionsMutation()
