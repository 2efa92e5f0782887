import graphene
from graphene_django import DjangoObjectType

from community.accounts.people.schema import UserNode, users_by_id
from community.discussions.loaders import threads_by_id
from community.discussions.schema import PostNode, ThreadNode
from community.discussions.tags.schema import TagNode
from community.kernel.batching import batch_load
from community.kernel.connections import ConnectionField, page_args, paginate
from community.kernel.operations.inputs import enum_of
from community.kernel.text import storable
from feedback.boards.schema import BoardNode, IdeaStatusNode, StatusCategory
from feedback.ideas import loaders
from feedback.ideas.queries import ideas_for
from feedback.models import Idea

IdeaKind = enum_of(Idea.Kind, "IdeaKind")


class IdeaNode(DjangoObjectType):
    id = graphene.ID(required=True)
    url = graphene.String(required=True)
    thread = graphene.Field(ThreadNode, required=True)
    author = graphene.Field(UserNode, required=True)
    opening_post = graphene.Field(PostNode, required=True, description="The description.")
    board = graphene.Field(
        BoardNode, description="Null for authors of private ideas who may not read the board."
    )
    number = graphene.Int(required=True, description="On its board.")
    kind = graphene.Field(IdeaKind, required=True)
    status = graphene.Field(IdeaStatusNode, required=True)
    category = graphene.Field(StatusCategory, required=True)
    merged_into = graphene.Field(
        lambda: IdeaNode, description="Null if there is none, or it is hidden."
    )
    tags = graphene.List(graphene.NonNull(TagNode), required=True)
    version = graphene.Int(required=True, description="For `editIdea`.")
    score = graphene.Int(required=True)
    voters_count = graphene.Int(required=True)
    viewer_vote = graphene.Int(
        description="The viewer's vote: 1 to 3, -1, or 0 for none; null for visitors."
    )
    severity = graphene.Int(description="Of bugs: 1 (critical) to 4 (trivial).")

    class Meta:
        model = Idea
        name = "Idea"
        fields = [
            "status_changed_at", "merged_at", "is_private", "is_security", "steps",
            "affected_version", "environment", "eta_date",
        ]  # fmt: skip

    def resolve_id(idea, info):
        return idea.pk

    def resolve_url(idea, info):
        idea.thread = batch_load(idea, threads_by_id, info)
        return idea.get_absolute_url()

    def resolve_thread(idea, info):
        return batch_load(idea, threads_by_id, info)

    def resolve_author(idea, info):
        return batch_load(batch_load(idea, threads_by_id, info), users_by_id, info, key="author_id")

    def resolve_opening_post(idea, info):
        return batch_load(idea, loaders.openings, info)

    def resolve_board(idea, info):
        return batch_load(idea, loaders.boards_by_id, info, key="board_id")

    def resolve_status(idea, info):
        return batch_load(idea, loaders.statuses_by_id, info, key="status_id")

    def resolve_merged_into(idea, info):
        return batch_load(idea, loaders.ideas_by_id, info, key="merged_into_id")

    def resolve_viewer_vote(idea, info):
        return batch_load(idea, loaders.own_votes, info)

    def resolve_tags(idea, info):
        return batch_load(idea, loaders.tags_by_idea, info)


class IdeaQueries(graphene.ObjectType):
    ideas = ConnectionField(
        IdeaNode,
        description="Ideas and bugs that are neither merged nor deleted, the newest first.",
        board=graphene.String(description="A board's slug. The boards below it are included."),
        category=StatusCategory(description="The category of the status."),
        kind=IdeaKind(),
        tag=graphene.String(description="A tag's name or synonym."),
        author=graphene.String(description="A member's name."),
    )

    def resolve_ideas(root, info, **asked):
        words = {
            name: storable(getattr(word, "value", word))
            for name in ("board", "category", "kind", "tag", "author")
            if (word := asked.pop(name, None)) is not None
        }
        rows = ideas_for(info.context.user, sort="newest", **words)
        return paginate(rows, ["-pk"], page_args(**asked))
