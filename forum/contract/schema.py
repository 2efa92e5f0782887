"""The promised GraphQL operations: `discussions`, `createDiscussion` and `moderatePost`."""

import graphene
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from graphene_django import DjangoObjectType
from rest_framework.exceptions import ValidationError

from community.accounts.people.schema import UserNode, users_by_id
from community.discussions.models import Post, Thread
from community.kernel import formats
from community.kernel.accepted import Accepted
from community.kernel.addresses import address
from community.kernel.batching import batch_load, group
from community.kernel.costs import MOST_LISTED, USUAL_LISTED, counts_as
from community.kernel.errors import RuleViolation
from community.kernel.export import absolute
from community.kernel.graphql import member
from community.kernel.problems import note_refusal
from community.kernel.scopes import need
from community.kernel.text import slug
from forum.actions import start_topic
from forum.contract import queries
from forum.contract.moderation import ModerationAction, moderate

counts_as("DiscussionReplies.latest", queries.LATEST)

Moderation = graphene.Enum.from_enum(
    ModerationAction, description=lambda one: one.told if one else ModerationAction.__doc__
)


class NoCategory(RuleViolation):
    code = "no_category"
    title = _("No category available")
    message = _("There is no category in which you may start a topic.")


class DiscussionReplyNode(DjangoObjectType):
    author = graphene.String(required=True, description="A username.")
    content = graphene.String(required=True, description="Markdown.")

    class Meta:
        model = Post
        name = "DiscussionReply"
        fields = ["created_at"]

    def resolve_author(post, info):
        return post.author.username

    def resolve_content(post, info):
        return post.source


class DiscussionReplies(graphene.ObjectType):
    """The visible replies."""

    count = graphene.Int(required=True)
    latest = graphene.List(
        graphene.NonNull(DiscussionReplyNode),
        required=True,
        description=f"The {queries.LATEST} newest ones, the newest first.",
    )

    def resolve_count(thread, info):
        return thread.replies_count

    def resolve_latest(thread, info):
        return batch_load(thread, queries.latest_replies, info)


class DiscussionNode(DjangoObjectType):
    """A topic with its latest replies."""

    author = graphene.Field(UserNode, required=True)
    content = graphene.String(required=True, description="The opening post's Markdown.")
    replies = graphene.Field(DiscussionReplies, required=True)
    views = graphene.Int(required=True)
    likes = graphene.Int(required=True, description="The reactions to all posts.")
    tags = graphene.List(graphene.NonNull(graphene.String), required=True)

    class Meta:
        model = Thread
        name = "Discussion"
        fields = ["id", "title", "created_at"]

    def resolve_author(thread, info):
        return batch_load(thread, users_by_id, info, key="author_id")

    def resolve_content(thread, info):
        return batch_load(thread, queries.openings, info).source

    def resolve_replies(thread, info):
        return thread

    def resolve_views(thread, info):
        return thread.views_count

    def resolve_likes(thread, info):
        return thread.likes_count

    def resolve_tags(thread, info):
        return thread.tags_beside


class DiscussionStatus(graphene.Enum):
    """Whether it is visible to others."""

    PUBLISHED = "published"
    PENDING = "pending"


class DiscussionInput(graphene.InputObjectType):
    """The data of a new topic."""

    title = graphene.String(required=True)
    content = graphene.String(required=True, description="Markdown.")
    category = graphene.String(
        description="A category's slug; by default the first one where topics may be started."
    )
    tags = graphene.List(graphene.NonNull(graphene.String))


class CreatedDiscussion(graphene.ObjectType):
    id = graphene.ID(required=True)
    url = graphene.String(required=True, description="The absolute address on the website.")
    status = graphene.Field(DiscussionStatus, required=True)


class ModeratedPost(graphene.ObjectType):
    success = graphene.Boolean(required=True)
    reason = graphene.String(description="Why it was refused; null on success.")


class DiscussionFields(graphene.ObjectType):
    """Mixed into what can be read of the forum."""

    discussions = graphene.List(
        graphene.NonNull(DiscussionNode),
        description="Newest activity first.",
        category=graphene.String(description="A category's slug. Its subcategories are included."),
        limit=graphene.Int(default_value=USUAL_LISTED, description=f"1 to {MOST_LISTED}."),
    )

    def resolve_discussions(root, info, category=None, limit=None):
        need(info.context, "forum:read")
        limit = USUAL_LISTED if limit is None else limit
        if not 1 <= limit <= MOST_LISTED:
            message = gettext("Must be between 1 and %(most)s.")
            raise ValidationError({"limit": [message % {"most": formats.number(MOST_LISTED)}]})
        found = queries.discussions(info.context.user, category=category, limit=limit)
        return group(found)


class DiscussionMutations(graphene.ObjectType):
    """Mixed into what can be done in the forum."""

    create_discussion = graphene.Field(
        CreatedDiscussion,
        args={"input": graphene.Argument(DiscussionInput, required=True)},
    )
    moderate_post = graphene.Field(
        ModeratedPost,
        description="For moderators, and for members with moderation permission in the category.",
        post_id=graphene.ID(required=True),
        action=graphene.Argument(Moderation, required=True),
    )

    def resolve_create_discussion(root, info, input):
        need(info.context, "forum:write")
        by = member(info)
        named = input.get("category")
        category = (
            queries.usual_category(by) if named is None else queries.category_named(by, named)
        )
        if category is None:
            raise NoCategory
        topic = start_topic(
            category=category,
            title=input["title"],
            source=input["content"],
            tags=input.get("tags") or (),
            by=by,
        )
        if isinstance(topic, Accepted):
            return _pending(topic, info, title=input["title"])
        return CreatedDiscussion(
            id=topic.pk,
            url=absolute(info.context, topic.get_absolute_url()),
            status=status_of(topic.thread),
        )

    def resolve_moderate_post(root, info, post_id, action):
        need(info.context, "forum:write")
        by = member(info)
        outcome = moderate(post_id, ModerationAction(action), by)
        if outcome.reason:
            note_refusal(info.context, outcome.code, outcome.reason)
        return outcome


def _pending(accepted, info, title):
    """A topic that waits for approval: its id and address are those that it will have."""
    url = address("forum:topic", slug(title), accepted.subject_id)
    return CreatedDiscussion(
        id=accepted.subject_id,
        url=absolute(info.context, url),
        status=DiscussionStatus.PENDING,
    )


def status_of(thread):
    """Pending as long as those who may read where it stands do not see it."""
    return DiscussionStatus.PUBLISHED if thread.is_live else DiscussionStatus.PENDING
