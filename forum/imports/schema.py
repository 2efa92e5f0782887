import graphene

from forum.imports.items import Status

ImportStatus = graphene.Enum.from_enum(
    Status, name="ImportStatus", description="The result of one item."
)


class ImportComplaint(graphene.ObjectType):
    at = graphene.String(
        required=True, description="The path in the item, such as `posts.3.author`."
    )
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
    id = graphene.ID(description="The id on this site.")
    url = graphene.String(required=True)
    username = graphene.String(required=True, description="The username on this site.")
    posts = graphene.List(graphene.NonNull(lambda: ImportResult), required=True)
    problem = graphene.Field(ImportProblem)


class ImportReport(graphene.ObjectType):
    created = graphene.Int(required=True)
    unchanged = graphene.Int(required=True)
    failed = graphene.Int(required=True)
    results = graphene.List(
        graphene.NonNull(ImportResult), required=True, description="In the order of the items."
    )
