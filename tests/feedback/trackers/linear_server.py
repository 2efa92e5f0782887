"""Linear on this machine, written to linear.app/developers: its GraphQL, with those types of its
public schema that we use, its errors, limits and signed webhooks."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from graphql import GraphQLError, GraphQLSchema, build_schema, graphql_sync

from tests.feedback.trackers.servers import Hook, Reply, Request, TrackerServer

SCHEMA = """
scalar DateTime
scalar DateTimeOrDuration
enum PaginationOrderBy { createdAt updatedAt }
input IDComparator { eq: ID in: [ID!] }
input StringComparator { eq: String }
input NumberComparator { eq: Float }
input DateComparator { gte: DateTimeOrDuration }
input TeamFilter { id: IDComparator key: StringComparator }
input IssueFilter {
  id: IDComparator number: NumberComparator team: TeamFilter updatedAt: DateComparator
}
input CommentFilter { id: IDComparator issue: IssueFilter }
type PageInfo { hasNextPage: Boolean! endCursor: String }
type User { id: ID! name: String! }
type WorkflowState { id: ID! name: String! type: String! position: Float! }
type WorkflowStateConnection { nodes: [WorkflowState!]! }
type Team { id: ID! key: String! name: String! states(first: Int): WorkflowStateConnection! }
type TeamConnection { nodes: [Team!]! }
type Issue {
  id: ID! identifier: String! url: String! title: String! description: String
  updatedAt: DateTime! trashed: Boolean state: WorkflowState! team: Team!
}
type IssueConnection { nodes: [Issue!]! pageInfo: PageInfo! }
type Comment { id: ID! body: String! updatedAt: DateTime! user: User issue: Issue }
type CommentConnection { nodes: [Comment!]! }
type IssuePayload { success: Boolean! issue: Issue }
type CommentPayload { success: Boolean! comment: Comment! }
input IssueCreateInput {
  id: String teamId: String! title: String description: String stateId: String
}
input IssueUpdateInput { title: String description: String stateId: String }
input CommentCreateInput { id: String issueId: String body: String }
type Query {
  viewer: User!
  teams(filter: TeamFilter, first: Int): TeamConnection!
  issues(filter: IssueFilter, first: Int, after: String, includeArchived: Boolean,
    orderBy: PaginationOrderBy): IssueConnection!
  comments(filter: CommentFilter, first: Int): CommentConnection!
}
type Mutation {
  issueCreate(input: IssueCreateInput!): IssuePayload!
  issueUpdate(id: String!, input: IssueUpdateInput!): IssuePayload!
  commentCreate(input: CommentCreateInput!): CommentPayload!
}
"""
STATES = {  # of each team, by name: its type, and the first digit of its ID
    "Backlog": ("backlog", "1"),
    "Todo": ("unstarted", "2"),
    "Doing": ("started", "3"),
    "Done": ("completed", "4"),
}
KEY = "lin_api_key"
SECRET = "lin_wh_secret"
VIEWER = {"id": "c9b8d9b6-0000-4000-8000-000000000001", "name": "Commons"}
SOMEBODY = {"id": "c9b8d9b6-0000-4000-8000-000000000002", "name": "Robin"}


RESOLVERS = {
    "teams": "teams_",
    "issues": "issues_",
    "comments": "comments_",
    "issueCreate": "issue_create",
    "issueUpdate": "issue_update",
    "commentCreate": "comment_create",
}


def state_id(name: str, team: str = "ENG") -> str:
    return f"{STATES[name][1]}0000000-0000-4000-8000-{team.encode().hex():0>12}"


class Refusal(GraphQLError):
    def __init__(
        self, message: str, code: str = "INPUT_ERROR", kind: str = "invalid input"
    ) -> None:
        extensions = {"code": code, "type": kind, "userPresentableMessage": message}
        super().__init__(message, extensions=extensions)


class LinearServer(TrackerServer):
    tracker = "linear"
    project = "ENG"
    credentials = {"token": KEY}
    secret = SECRET
    statuses_out = {
        "under_review": state_id("Backlog"),
        "planned": state_id("Todo"),
        "in_progress": state_id("Doing"),
        "completed": state_id("Done"),
    }
    statuses_in = {status: category for category, status in statuses_out.items()}

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.issues: dict[str, dict[str, Any]] = {}
        self.comments: dict[str, dict[str, Any]] = {}
        self.teams = [self._team("ENG"), self._team("OPS")]
        self.limited_until: datetime | None = None
        self._schema = _schema()

    def _team(self, key: str) -> dict[str, Any]:
        # Positions order the states of one type; the list itself is in no order.
        states = [
            {"id": state_id(name, key), "name": name, "type": kind, "position": place}
            for place, (name, (kind, _digit)) in enumerate(STATES.items())
        ]
        return {
            "id": str(uuid4()), "key": key, "name": key.title(), "last": 0,
            "states": {"nodes": states[::-1]},
        }  # fmt: skip

    # -- over HTTP --
    def respond(self, request: Request) -> Reply:
        if request.method != "POST" or request.path != "/graphql":
            return Reply(404)
        if request.headers.get("authorization") != KEY:
            return _refused(401, Refusal("Authentication required", "AUTHENTICATION_ERROR", "auth"))
        if self.limited_until:
            reset = str(int(self.limited_until.timestamp() * 1000))
            headers = {"X-RateLimit-Requests-Remaining": "0", "X-RateLimit-Requests-Reset": reset}
            limit = Refusal("Rate limit exceeded", "RATELIMITED", "ratelimited")
            return _refused(400, limit, headers)
        asked = request.json
        done = graphql_sync(
            self._schema, asked["query"], root_value=self, variable_values=asked["variables"]
        )
        is_executed = done.data is not None or not done.errors or done.errors[0].path
        return Reply(200 if is_executed else 400, done.formatted)

    def writes(self) -> list[Request]:
        return [one for one in self.requests if one.json["query"].startswith("mutation")]

    # -- what people do there: the contract of test_contract.py --
    def open_issue(
        self, title: str = "Dew point", body: str = "", by: Any = SOMEBODY, team: str = "ENG"
    ) -> str:
        return str(self._open(title, team, by, description=body)["id"])

    def set_status(self, external_id: str, status: str, by: Any = SOMEBODY) -> None:
        issue = self.issues[external_id]
        before, issue["state"] = issue["state"], self._state(issue["team"], status)
        self._change(issue, {"stateId": before["id"]}, by)

    def delete_issue(self, external_id: str, by: Any = SOMEBODY) -> None:
        self.issues[external_id]["trashed"] = True
        self._tell("remove", "Issue", self.issues[external_id], by)

    def comment(self, external_id: str, text: str, by: Any = SOMEBODY) -> str:
        return str(self._comment(self.issues[external_id], text, by)["id"])

    def edit_comment(
        self, _external_id: str, comment_id: str, text: str, by: Any = SOMEBODY
    ) -> None:
        comment = self.comments[comment_id]
        before, comment["body"] = comment["body"], text
        comment["updatedAt"] = self.tick()
        self._tell("update", "Comment", comment, by, {"body": before})

    def status_of(self, external_id: str) -> str:
        return str(self.issues[external_id]["state"]["id"])

    def texts_of(self, external_id: str) -> list[str]:
        of_issue = (one for one in self.comments.values() if one["issue"]["id"] == external_id)
        return [one["body"] for one in of_issue]

    def creates(self, request: Request) -> bool:
        return "issueCreate" in request.json["query"]

    def comments_on(self, request: Request) -> bool:
        return "commentCreate" in request.json["query"]

    # -- what that does --
    def tick(self) -> str:
        self.now += timedelta(seconds=1)
        return self.now.strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def _open(self, title: str, team: str, actor: Any, **given: Any) -> Any:
        [its] = [one for one in self.teams if team in {one["key"], one["id"]}]
        its["last"] += 1
        key = f"{its['key']}-{its['last']}"
        state = given.get("stateId") or state_id("Backlog", its["key"])
        issue = {
            "id": given.get("id") or str(uuid4()), "identifier": key, "number": its["last"],
            "url": f"https://linear.app/acme/issue/{key}/some-title", "title": title,
            "description": given.get("description"), "updatedAt": self.tick(), "trashed": None,
            "team": its, "state": self._state(its, state),
        }  # fmt: skip
        self.issues[issue["id"]] = issue
        self._tell("create", "Issue", issue, actor)
        return issue

    def _comment(self, issue: Any, body: str, actor: Any, given: str | None = None) -> Any:
        comment = {
            "id": given or str(uuid4()), "body": body, "updatedAt": self.tick(),
            "user": actor, "issue": issue,
        }  # fmt: skip
        self.comments[comment["id"]] = comment
        self._tell("create", "Comment", comment, actor)
        return comment

    def _change(self, issue: Any, before: Mapping[str, Any], actor: Any) -> None:
        issue["updatedAt"] = self.tick()
        self._tell("update", "Issue", issue, actor, before)

    def _state(self, team: Any, state: str) -> Any:
        for one in team["states"]["nodes"]:
            if one["id"] == state:
                return one
        raise Refusal("stateId is not a state of the team")

    def _tell(
        self, action: str, kind: str, row: Any, actor: Any, before: Mapping[str, Any] | None = None
    ) -> None:
        team = lambda one: {name: one["team"][name] for name in ("id", "key", "name")}  # noqa: E731
        if kind == "Issue":
            data = {**row, "team": team(row), "teamId": row["team"]["id"],
                    "stateId": row["state"]["id"]}  # fmt: skip
        else:
            issue = {name: row["issue"][name] for name in ("id", "identifier", "title", "url")}
            data = {**row, "issue": {**issue, "team": team(row["issue"])},
                    "issueId": row["issue"]["id"], "userId": row["user"]["id"]}  # fmt: skip
        body = {
            "action": action, "type": kind, "actor": {**actor, "type": "user"}, "data": data,
            "createdAt": row["updatedAt"], "url": row.get("url", ""), "updatedFrom": before,
            "organizationId": "acme", "webhookId": "hook",
            "webhookTimestamp": int(datetime.now(UTC).timestamp() * 1000),
        }  # fmt: skip
        self.hooks.append(signed(body))

    # -- the resolvers --
    def viewer(self, _info: Any) -> Any:
        return VIEWER

    def teams_(self, _info: Any, filter: Any = None, first: int = 50) -> Any:  # noqa: A002
        found = [one for one in self.teams if _fits(one, filter)]
        return {"nodes": [{**one, "states": lambda _info, first=50, one=one: one["states"]}
                          for one in found][:first]}  # fmt: skip

    def issues_(
        self, _info: Any, filter: Any = None, first: int = 50, after: str | None = None,  # noqa: A002
        includeArchived: bool = False, orderBy: str = "createdAt",  # noqa: N803, FBT001, FBT002
    ) -> Any:  # fmt: skip
        if first > 250:
            raise Refusal("first must not be greater than 250")
        found = [
            one
            for one in self.issues.values()
            if _fits(one, filter) and (includeArchived or not one["trashed"])
        ]
        found.sort(key=lambda one: one["updatedAt"], reverse=True)
        start = next((n for n, one in enumerate(found, 1) if one["id"] == after), 0)
        page = found[start : start + first]
        more = len(found) > start + first
        return {
            "nodes": page,
            "pageInfo": {"hasNextPage": more, "endCursor": page[-1]["id"] if page else None},
        }

    def comments_(self, _info: Any, filter: Any = None, first: int = 50) -> Any:  # noqa: A002
        return {"nodes": [one for one in self.comments.values() if _fits(one, filter)][:first]}

    def issue_create(self, _info: Any, input: Any) -> Any:  # noqa: A002
        _check_new_id(input.get("id"), self.issues)
        if input["teamId"] not in {one["id"] for one in self.teams}:
            raise Refusal("Entity not found: Team")
        given = {name: value for name, value in input.items() if name not in {"teamId", "title"}}
        issue = self._open(input["title"], input["teamId"], VIEWER, **given)
        return {"success": True, "issue": issue}

    def issue_update(self, _info: Any, id: str, input: Any) -> Any:  # noqa: A002
        if id not in self.issues:
            raise Refusal("Entity not found: Issue")
        self.set_status(id, input["stateId"], VIEWER)
        return {"success": True, "issue": self.issues[id]}

    def comment_create(self, _info: Any, input: Any) -> Any:  # noqa: A002
        _check_new_id(input.get("id"), self.comments)
        if input["issueId"] not in self.issues:
            raise Refusal("Entity not found: Issue")
        issue = self.issues[input["issueId"]]
        comment = self._comment(issue, input["body"], VIEWER, input.get("id"))
        return {"success": True, "comment": comment}


def _schema() -> GraphQLSchema:
    schema = build_schema(SCHEMA)
    assert schema.query_type
    assert schema.mutation_type
    fields = {**schema.query_type.fields, **schema.mutation_type.fields}
    for name, method in RESOLVERS.items():
        fields[name].resolve = lambda server, info, method=method, **given: getattr(server, method)(
            info, **given
        )
    return schema


def _check_new_id(given: str | None, taken: Mapping[str, Any]) -> None:
    if given and UUID(given).version != 4:
        raise Refusal("id must be a UUID v4")
    if given in taken:
        raise Refusal("Conflict on insert: an entity with this id already exists")


def _fits(row: Any, wanted: Any) -> bool:
    for name, one in (wanted or {}).items():
        value = row[name]
        for sign, bound in one.items():
            if isinstance(bound, Mapping):
                if not _fits(value, {sign: bound}):
                    return False
            elif sign == "eq" and name == "id" and not _is_uuid(bound):
                raise Refusal("id must be a UUID")
            elif (sign == "eq" and value != bound) or (sign == "gte" and value < bound):
                return False
    return True


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _refused(status: int, error: GraphQLError, headers: dict[str, str] | None = None) -> Reply:
    return Reply(status, {"errors": [error.formatted]}, headers or {})


def signed(body: Mapping[str, Any], secret: str = SECRET) -> Hook:
    raw = json.dumps(body).encode()
    signature = hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    return Hook(
        {
            "Linear-Delivery": str(uuid4()),
            "Linear-Event": body["type"],
            "Linear-Signature": signature,
        },
        raw,
    )
