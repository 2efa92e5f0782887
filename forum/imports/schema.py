from typing import Any

import graphene
from rest_framework.exceptions import ValidationError

from community.kernel import scopes
from community.kernel.errors import RuleViolation
from community.kernel.graphql import member
from forum.imports.items import Status
from forum.imports.reading import MEMBERS, POSTS, TOPICS, What, bring_in

ImportStatus = graphene.Enum.from_enum(
    Status, name="ImportStatus", description="What became of an item that was sent."
)


class ImportedMemberInput(graphene.InputObjectType):
    external_id = graphene.String(required=True)
    username = graphene.String(required=True)
    joined_at = graphene.DateTime()
    bio = graphene.String()
    location = graphene.String()
    links = graphene.List(graphene.NonNull(graphene.String))
    reputation = graphene.Int()


class _Said:
    external_id = graphene.String(required=True)
    markdown = graphene.String(required=True)
    created_at = graphene.DateTime(required=True)
    author = graphene.String(description="A member's name here.")
    author_external_id = graphene.String(description="Instead: who came from the same source.")
    edited_at = graphene.DateTime()
    score = graphene.Int()
    url = graphene.String()
    licence = graphene.String()


class ImportedReplyInput(_Said, graphene.InputObjectType):
    parent_external_id = graphene.String()


class ImportedPostInput(ImportedReplyInput):
    parent = graphene.ID()
    topic_external_id = graphene.String()
    topic = graphene.ID()


class ImportedTopicInput(_Said, graphene.InputObjectType):
    title = graphene.String(required=True)
    category = graphene.String(required=True, description="The slug of one that is here.")
    tags = graphene.List(graphene.NonNull(graphene.String))
    views_count = graphene.Int()
    closed_at = graphene.DateTime()
    archived_at = graphene.DateTime()
    solution_external_id = graphene.String()
    posts = graphene.List(graphene.NonNull(ImportedReplyInput))


class ImportComplaint(graphene.ObjectType):
    at = graphene.String(required=True, description="Where it stands: posts.3.author.")
    messages = graphene.List(graphene.NonNull(graphene.String), required=True)


class ImportProblem(graphene.ObjectType):
    code = graphene.String(required=True)
    detail = graphene.String(required=True)
    fields = graphene.List(graphene.NonNull(ImportComplaint), required=True)

    def resolve_fields(problem, info):
        return [{"at": at, "messages": told} for at, told in problem.fields.items()]


class ImportResult(graphene.ObjectType):
    external_id = graphene.String(required=True)
    status = ImportStatus(required=True)
    id = graphene.ID(description="What it is called here.")
    url = graphene.String(required=True)
    username = graphene.String(required=True, description="The name that a member has here.")
    posts = graphene.List(graphene.NonNull(lambda: ImportResult), required=True)
    problem = graphene.Field(ImportProblem)


class ImportResults(graphene.ObjectType):
    created = graphene.Int(required=True)
    unchanged = graphene.Int(required=True)
    failed = graphene.Int(required=True)
    results = graphene.List(
        graphene.NonNull(ImportResult), required=True, description="In the order of the items."
    )


class Malformed(RuleViolation):
    code = "invalid"
    message = "Send 1 to 500 items with at most 2,000 posts, and a source of 1 to 100 characters."


def _import(what: What, item: Any) -> graphene.Field:
    def resolve(root, info, source, items):
        by = member(info)
        scopes.need(info.context, "admin:write")
        try:
            return bring_in(what, {"source": source, "items": [_said(sent) for sent in items]}, by)
        except ValidationError as error:
            raise Malformed from error

    return graphene.Field(
        ImportResults,
        args={  # by name, as `source` means something else to a field
            "source": graphene.Argument(graphene.String, required=True),
            "items": graphene.Argument(graphene.List(graphene.NonNull(item)), required=True),
        },
        required=True,
        resolver=resolve,
        description="For whoever runs the place; what came from the source before stays as it is.",
    )


def _said(sent: Any) -> Any:
    """A null is as good as nothing."""
    told = {name: value for name, value in sent.items() if value is not None}
    if "posts" in told:
        told["posts"] = [_said(post) for post in told["posts"]]
    return told


class ImportMutations:
    """Mixed into the mutations of the forum."""

    import_members = _import(MEMBERS, ImportedMemberInput)
    import_topics = _import(TOPICS, ImportedTopicInput)
    import_posts = _import(POSTS, ImportedPostInput)
