"""The promised GraphQL operations: `features`, `submitFeature` and `vote`."""

import graphene
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from graphene_django import DjangoObjectType
from rest_framework.exceptions import ValidationError

from community.kernel import formats
from community.kernel.accepted import Accepted
from community.kernel.addresses import address
from community.kernel.batching import batch_load, group
from community.kernel.costs import MOST_LISTED, USUAL_LISTED
from community.kernel.errors import RuleViolation
from community.kernel.export import absolute
from community.kernel.graphql import member, number
from community.kernel.scopes import need
from community.kernel.text import slug
from feedback.contract import queries
from feedback.ideas.actions import submit_idea
from feedback.ideas.loaders import openings
from feedback.models import Idea
from feedback.roadmap.eta import eta_text
from feedback.votes.actions import set_vote
from feedback.votes.queries import budget_of


class NoBoard(RuleViolation):
    code = "no_board"
    title = _("No board available")
    message = _("There is no board on which you may submit ideas.")


class FeedbackSort(graphene.Enum):
    """The order of feature requests."""

    TRENDING = "trending"
    TOP = "top"
    NEWEST = "newest"

    @property
    def description(self):
        return {
            FeedbackSort.TRENDING: "By recent votes and comments.",
            FeedbackSort.TOP: "By score.",
            FeedbackSort.NEWEST: "The newest first.",
        }.get(self)


class VoteType(graphene.Enum):
    """A vote on a feature request."""

    UP = 1
    DOWN = -1
    NONE = 0

    @property
    def description(self):
        return {
            VoteType.UP: "Vote for it, with one vote.",
            VoteType.DOWN: "Vote against it, where its board allows that.",
            VoteType.NONE: "Withdraw the vote.",
        }.get(self)


class FeatureComments(graphene.ObjectType):
    """The visible comments."""

    count = graphene.Int(required=True)

    def resolve_count(thread, info):
        return thread.replies_count


class FeatureNode(DjangoObjectType):
    """An idea or a bug."""

    id = graphene.ID(required=True)
    title = graphene.String(required=True)
    description = graphene.String(required=True, description="Markdown.")
    author = graphene.String(required=True, description="A username.")
    votes = graphene.Int(required=True, description="The score: votes for it minus votes against.")
    status = graphene.String(required=True, description="Its name on this board.")
    category = graphene.String(required=True, description="A board's slug.")
    roadmap_eta = graphene.String(description="When it is expected, such as Q3 2026, if known.")
    comments = graphene.Field(FeatureComments, required=True)

    class Meta:
        model = Idea
        name = "Feature"
        fields = ["id"]

    def resolve_id(idea, info):
        return idea.pk

    def resolve_title(idea, info):
        return idea.thread.title

    def resolve_description(idea, info):
        return batch_load(idea, openings, info).source

    def resolve_author(idea, info):
        return idea.thread.author.username

    def resolve_votes(idea, info):
        return idea.score

    def resolve_status(idea, info):
        return idea.status.label

    def resolve_category(idea, info):
        return idea.board.slug

    def resolve_roadmap_eta(idea, info):
        return eta_text(idea) or None

    def resolve_comments(idea, info):
        return idea.thread


class FeatureInput(graphene.InputObjectType):
    """The data of a new feature request."""

    title = graphene.String(required=True)
    description = graphene.String(required=True, description="Markdown.")
    category = graphene.String(
        description="A board's slug; by default the first one where ideas may be submitted."
    )


class SubmittedFeature(graphene.ObjectType):
    id = graphene.ID(required=True)
    voting_url = graphene.String(
        required=True, description="The absolute address of its page, where others vote for it."
    )


class FeatureVote(graphene.ObjectType):
    new_score = graphene.Int(required=True)
    user_votes_remaining = graphene.Int(
        required=True, description="How many votes the caller has left on its board."
    )


class FeatureFields(graphene.ObjectType):
    """Mixed into what can be read of feedback."""

    features = graphene.List(
        graphene.NonNull(FeatureNode),
        description="Ideas and bugs that are neither merged nor deleted.",
        sort=FeedbackSort(default_value="trending"),
        limit=graphene.Int(default_value=USUAL_LISTED, description=f"1 to {MOST_LISTED}."),
    )

    def resolve_features(root, info, sort=None, limit=None):
        need(info.context, "feedback:read")
        limit = USUAL_LISTED if limit is None else limit
        if not 1 <= limit <= MOST_LISTED:
            message = gettext("Must be between 1 and %(most)s.")
            raise ValidationError({"limit": [message % {"most": formats.number(MOST_LISTED)}]})
        by = getattr(sort, "value", sort) or "trending"
        return group(queries.features(info.context.user, sort=by, limit=limit))


class FeatureMutations(graphene.ObjectType):
    """Mixed into what can be done in feedback."""

    submit_feature = graphene.Field(
        SubmittedFeature, args={"input": graphene.Argument(FeatureInput, required=True)}
    )
    vote = graphene.Field(
        FeatureVote,
        feature_id=graphene.ID(required=True),
        vote=graphene.Argument(VoteType, required=True),
    )

    def resolve_submit_feature(root, info, input):
        need(info.context, "feedback:write")
        by = member(info)
        named = input.get("category")
        board = queries.usual_board(by) if named is None else queries.board_named(by, named)
        if board is None:
            raise NoBoard
        idea = submit_idea(board=board, title=input["title"], source=input["description"], by=by)
        if isinstance(idea, Accepted):  # its id and address are those that it will have
            url = address("feedback:idea", slug(input["title"]), idea.subject_id)
            return SubmittedFeature(id=idea.subject_id, voting_url=absolute(info.context, url))
        url = absolute(info.context, idea.get_absolute_url())
        return SubmittedFeature(id=idea.pk, voting_url=url)

    def resolve_vote(root, info, feature_id, vote):
        need(info.context, "feedback:write")
        by = member(info)
        idea = Idea.objects.visible_to(by).get(pk=number(feature_id))
        set_vote(idea=idea, value=int(getattr(vote, "value", vote)), by=by)
        score, board_id = Idea.objects.values_list("score", "board_id").get(pk=idea.pk)
        return FeatureVote(new_score=score, user_votes_remaining=budget_of(by, board_id).remaining)
