"""Jira Cloud on this machine, written to developer.atlassian.com: REST v3 with its documents,
transitions and searches that lag behind, its errors, and webhooks signed with a secret."""

import hashlib
import hmac
import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

from tests.feedback.trackers.servers import Hook, Reply, Request, TrackerServer

EMAIL, TOKEN = "bot@us.example", "jira_token"
AUTHORIZATION = "Basic " + b64encode(f"{EMAIL}:{TOKEN}".encode()).decode()
SECRET = "jira_secret"
BOT = {"accountId": "557058:bot", "displayName": "Commons"}
SOMEBODY = {"accountId": "557058:robin", "displayName": "Robin"}
STATUSES = {"10000": "To Do", "10003": "Selected", "10001": "In Progress", "10002": "Done"}
# What leads where: nothing from To Do to Done at once. IDs are of transitions.
TRANSITIONS = {
    "10000": {"11": "10001", "12": "10003"},
    "10003": {"41": "10001"},
    "10001": {"21": "10002", "22": "10000"},
    "10002": {"31": "10001"},
}
TYPES = (
    {"id": "1", "name": "Epic", "subtask": False, "hierarchyLevel": 1},
    {"id": "2", "name": "Task", "subtask": False, "hierarchyLevel": 0},
    {"id": "3", "name": "Bug", "subtask": False, "hierarchyLevel": 0},
    {"id": "4", "name": "Subtask", "subtask": True, "hierarchyLevel": -1},
)
ZONE = timezone(timedelta(hours=5, minutes=30))  # of the account: Jira writes times in it
BLOCKS = {"paragraph", "heading", "bulletList", "orderedList", "codeBlock", "blockquote", "rule"}
IN_ITEMS = {"paragraph", "bulletList", "orderedList", "codeBlock"}
NO_ISSUE = "Issue does not exist or you do not have permission to see it."

Route = tuple[str, str, Callable[..., Reply]]


class JiraServer(TrackerServer):
    tracker = "jira"
    project = "PROJ"
    credentials = {"email": EMAIL, "token": TOKEN}
    secret = SECRET
    statuses_out = {
        "under_review": "10000",
        "planned": "10003",
        "in_progress": "10001",
        "completed": "10002",
    }
    statuses_in = {status: category for category, status in statuses_out.items()}

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
        self.issues: dict[str, dict[str, Any]] = {}
        self.comments: dict[str, dict[str, Any]] = {}
        self.projects = {"PROJ": 0, "OTHER": 0}
        self.types = list(TYPES)
        self.is_indexing = True
        self._indexed: list[dict[str, Any]] = []  # what the search knows
        self.app_hooks: list[dict[str, Any]] | None = None  # of an app; None: the account is none
        self.refreshed: list[int] = []
        self._id = 10000
        self._routes: list[Route] = [
            ("GET", "/myself", lambda _request: Reply(200, BOT)),
            ("GET", "/project/([^/]+)", self._project),
            ("GET", "/project/([^/]+)/statuses", self._statuses),
            ("GET", "/issue/createmeta/([^/]+)/issuetypes", self._types),
            ("POST", "/issue", self._create),
            ("POST", "/issue/bulkfetch", self._bulk),
            ("GET", "/issue/([^/]+)", self._get),
            ("GET", "/issue/([^/]+)/transitions", self._transitions),
            ("POST", "/issue/([^/]+)/transitions", self._transition),
            ("GET", "/issue/([^/]+)/comment", self._list_comments),
            ("POST", "/issue/([^/]+)/comment", self._add_comment),
            ("POST", "/comment/list", self._comments_by_id),
            ("POST", "/search/jql", self._search),
            ("GET", "/webhook", self._app_hooks),
            ("PUT", "/webhook/refresh", self._refresh),
        ]

    # -- over HTTP --
    def respond(self, request: Request) -> Reply:
        if request.headers.get("authorization") != AUTHORIZATION:
            return refused(401, "Client must be authenticated to access this resource.")
        for method, pattern, route in self._routes:
            found = re.fullmatch("/rest/api/3" + pattern, request.path)
            if found and method == request.method:
                return route(request, *found.groups())
        return refused(410 if request.path.endswith("/search") else 404, "Unknown resource.")

    def writes(self) -> list[Request]:
        asking = ("/search/jql", "/bulkfetch", "/comment/list")
        return [one for one in super().writes() if not one.path.endswith(asking)]

    # -- what people do there: the contract of test_contract.py --
    def open_issue(
        self, title: str = "Dew point", body: str = "", by: Any = SOMEBODY, project: str = "PROJ"
    ) -> str:
        return str(self._open(title, project, by, description=body)["id"])

    def set_status(self, external_id: str, status: str, by: Any = SOMEBODY) -> None:
        issue = self.issues[external_id]
        before = issue["fields"]["status"]
        issue["fields"]["status"] = {"id": status, "name": STATUSES[status]}
        item = {"field": "status", "from": before["id"], "to": status}
        self._update(issue, item, by)

    def delete_issue(self, external_id: str, by: Any = SOMEBODY) -> None:
        issue = self.issues.pop(external_id)
        self._changed(issue)
        self._tell("jira:issue_deleted", issue, by)

    def comment(self, external_id: str, text: str, by: Any = SOMEBODY, **given: Any) -> str:
        return str(self._comment(self.issues[external_id], text, by, **given)["id"])

    def edit_comment(
        self, _external_id: str, comment_id: str, text: str, by: Any = SOMEBODY
    ) -> None:
        comment = self.comments[comment_id]
        comment |= {"wiki": text, "updateAuthor": by, "updated": self.tick()}
        self._tell("comment_updated", comment["issue"], by, comment)

    def status_of(self, external_id: str) -> str:
        return str(self.issues[external_id]["fields"]["status"]["id"])

    def texts_of(self, external_id: str) -> list[str]:
        of_issue = (one for one in self.comments.values() if one["issue"]["id"] == external_id)
        return [json.dumps(one["body"], ensure_ascii=False) for one in of_issue]

    def creates(self, request: Request) -> bool:
        return request.method == "POST" and request.path.endswith("/issue")

    def comments_on(self, request: Request) -> bool:
        return request.method == "POST" and request.path.endswith("/comment")

    # -- what that does --
    def tick(self) -> str:
        self.now += timedelta(seconds=1)
        return self.now.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M:%S.") + "000+0530"

    def _new_id(self) -> str:
        self._id += 1
        return str(self._id)

    def _open(self, summary: str, project: str, actor: Any, **fields: Any) -> Any:
        self.projects[project] += 1
        status = {"id": "10000", "name": STATUSES["10000"]}
        key = self._new_id()
        issue = {
            "id": key,
            "self": f"https://acme.atlassian.net/rest/api/3/issue/{key}",
            "key": f"{project}-{self.projects[project]}",
            "fields": {"summary": summary, "status": status, "updated": self.tick(), "labels": []},
        }
        issue["fields"] |= {"project": {"key": project}, **fields}
        self.issues[key] = issue
        self._changed(issue)
        self._tell("jira:issue_created", issue, actor)
        return issue

    def _comment(self, issue: Any, wiki: str, actor: Any, **given: Any) -> Any:
        """Webhooks have the text in the old markup, REST has a document."""
        document = {"type": "paragraph", "content": [{"type": "text", "text": wiki}]}
        moment = self.tick()
        comment = {
            "id": self._new_id(), "issue": issue, "wiki": wiki, "author": actor,
            "updateAuthor": actor, "created": moment, "updated": moment, "jsdPublic": True,
            "body": {"version": 1, "type": "doc", "content": [document]}, "properties": [], **given,
        }  # fmt: skip
        self.comments[comment["id"]] = comment
        self._tell("comment_created", issue, actor, comment)
        return comment

    def _update(self, issue: Any, item: Any, actor: Any) -> None:
        issue["fields"]["updated"] = self.tick()
        self._changed(issue)
        self._tell("jira:issue_updated", issue, actor, changelog={"id": "1", "items": [item]})

    def _changed(self, issue: Any) -> None:
        if self.is_indexing:
            self._indexed = [one for one in self._indexed if one["id"] != issue["id"]]
            self._indexed += [json.loads(json.dumps(issue))] if issue["id"] in self.issues else []

    def _tell(self, event: str, issue: Any, actor: Any, comment: Any = None, **more: Any) -> None:
        body: dict[str, Any] = {
            "timestamp": int(self.now.timestamp() * 1000),
            "webhookEvent": event,
        }
        if comment:
            names = ("summary", "status", "project")
            fields = {name: issue["fields"][name] for name in names}
            body["issue"] = {**issue, "fields": fields}
            hidden = ("issue", "wiki", "properties")
            shown = {name: value for name, value in comment.items() if name not in hidden}
            body["comment"] = {**shown, "body": comment["wiki"]}
        else:
            body |= {"issue": issue, "user": actor, **more}
        self.hooks.append(signed(body))

    # -- the routes --
    def _found(self, id_or_key: str) -> Any:
        for one in self.issues.values():
            if id_or_key in {one["id"], one["key"]}:
                return one
        return None

    def _project(self, _request: Request, key: str) -> Reply:
        if key.upper() not in self.projects:
            return refused(404, f"No project could be found with key '{key}'.")
        return Reply(200, {"key": key.upper()})

    def _statuses(self, request: Request, key: str) -> Reply:
        kinds = [{"name": kind["name"], "statuses": named(STATUSES)} for kind in self.types]
        answer = self._project(request, key)
        return answer if answer.status == 404 else Reply(200, kinds)

    def _types(self, _request: Request, _key: str) -> Reply:
        return Reply(200, {"issueTypes": self.types, "startAt": 0, "total": len(self.types)})

    def _create(self, request: Request) -> Reply:
        fields = request.json["fields"]
        errors = {}
        if fields["project"]["key"] not in self.projects:
            errors["project"] = "valid project is required"
        if not fields["summary"] or len(fields["summary"]) > 255 or "\n" in fields["summary"]:
            errors["summary"] = "Summary must be one line of at most 255 characters."
        if any(" " in label for label in fields["labels"]):
            errors["labels"] = "The label must not have spaces."
        if fields["issuetype"]["id"] not in {kind["id"] for kind in self.types}:
            errors["issuetype"] = "Specify a valid issue type"
        if problem := wrong(fields["description"]):
            errors["description"] = problem
        if errors:
            return Reply(400, {"errorMessages": [], "errors": errors})
        issue = self._open(
            fields["summary"], fields["project"]["key"], BOT,
            labels=fields["labels"], description=fields["description"],
            issuetype=fields["issuetype"],
        )  # fmt: skip
        return Reply(201, {"id": issue["id"], "key": issue["key"]})

    def _get(self, _request: Request, id_or_key: str) -> Reply:
        issue = self._found(id_or_key)
        return Reply(200, issue) if issue else refused(404, NO_ISSUE)

    def _bulk(self, request: Request) -> Reply:
        asked = request.json["issueIdsOrKeys"]
        if len(asked) > 100:
            return refused(400, "Too many issues.")
        found = [self._found(one) for one in asked]
        return Reply(200, {"issues": [one for one in found if one], "issueErrors": []})

    def _transitions(self, _request: Request, id_or_key: str) -> Reply:
        if not (issue := self._found(id_or_key)):
            return refused(404, NO_ISSUE)
        ways = TRANSITIONS[issue["fields"]["status"]["id"]]
        shown = [{"id": key, "name": "Go", "to": {"id": to}} for key, to in ways.items()]
        return Reply(200, {"transitions": shown})

    def _transition(self, request: Request, id_or_key: str) -> Reply:
        issue = self._found(id_or_key)
        ways = TRANSITIONS[issue["fields"]["status"]["id"]]
        if not (to := ways.get(request.json["transition"]["id"])):
            return refused(400, "It seems that you have tried to perform an illegal operation.")
        self.set_status(issue["id"], to, BOT)
        return Reply(204)

    def _list_comments(self, request: Request, id_or_key: str) -> Reply:
        found = [one for one in self.comments.values() if one["issue"] is self._found(id_or_key)]
        if request.query.get("orderBy") == "-created":
            found.reverse()
        found = found[: min(int(request.query.get("maxResults", 100)), 100)]
        return Reply(200, {"comments": [_shown(one) for one in found], "total": len(found)})

    def _add_comment(self, request: Request, id_or_key: str) -> Reply:
        if not (issue := self._found(id_or_key)):
            return refused(404, NO_ISSUE)
        sent = request.json
        if problem := wrong(sent["body"]):
            return Reply(400, {"errorMessages": [], "errors": {"comment": problem}})
        comment = self._comment(
            issue, "plain", BOT, body=sent["body"], properties=sent.get("properties", [])
        )
        return Reply(201, _shown(comment))

    def _comments_by_id(self, request: Request) -> Reply:
        expands = request.query.get("expand") == "properties"
        found = [
            self.comments[str(one)] for one in request.json["ids"] if str(one) in self.comments
        ]
        values = [
            {**_shown(one), **({"properties": one["properties"]} if expands else {})}
            for one in found
        ]
        return Reply(200, {"values": values, "isLast": True})

    def _search(self, request: Request) -> Reply:
        asked = request.json
        wanted, _by, order = asked["jql"].partition(" ORDER BY ")
        found = [one for one in self._indexed if all(map(fits(one), wanted.split(" AND ")))]
        found.sort(key=SORTS[order], reverse=True)
        start = int(asked.get("nextPageToken", 0))
        page = found[start : start + min(asked["maxResults"], 50)]  # fewer than asked for
        # Without explicit fields the answer has IDs alone.
        shown = [
            {"id": one["id"], "key": one["key"], "self": one["self"],
             "fields": {name: one["fields"][name] for name in asked.get("fields", ())}}
            for one in page
        ]  # fmt: skip
        after = start + len(page)
        more = {} if after >= len(found) else {"nextPageToken": str(after)}
        return Reply(200, {"issues": shown, "isLast": not more, **more})

    def _app_hooks(self, _request: Request) -> Reply:
        if self.app_hooks is None:
            return refused(403, "The caller is not an app.")
        return Reply(200, {"values": self.app_hooks, "isLast": True})

    def _refresh(self, request: Request) -> Reply:
        self.refreshed += request.json["webhookIds"]
        return Reply(200, {"expirationDate": "2030-01-01T00:00:00.000+0000"})


SORTS: dict[str, Callable[[Any], Any]] = {
    "": lambda one: int(one["id"]),
    "key DESC": lambda one: int(one["key"].partition("-")[2]),
    "updated DESC": lambda one: one["fields"]["updated"],
}


def fits(issue: Any) -> Callable[[str], bool]:
    """A condition of the part of JQL that we use."""

    def check(condition: str) -> bool:
        found = re.fullmatch(r'(project|labels|updated) (=|>=) "([^"\\]*)"', condition)
        assert found, condition
        name, _sign, value = found.groups()
        if name == "project":
            return bool(issue["fields"]["project"]["key"] == value.upper())
        if name == "labels":
            return value in issue["fields"]["labels"]
        since = datetime.now(UTC) - timedelta(minutes=int(value.removeprefix("-")[:-1]))
        return datetime.fromisoformat(issue["fields"]["updated"]) >= since

    return check


def wrong(document: Any) -> str:
    """What Jira would refuse in a document; empty if nothing."""
    if document.get("type") != "doc" or document.get("version") != 1:
        return "INVALID_INPUT"
    return _wrong(document, BLOCKS)


def _wrong(node: Mapping[str, Any], may_have: set[str]) -> str:
    for child in node.get("content", []):
        kind = child["type"]
        if kind not in may_have:
            return f"INVALID_INPUT: {kind} in {node['type']}"
        if kind == "text" and not child["text"]:
            return "INVALID_INPUT: empty text"
        marks = {mark["type"] for mark in child.get("marks", ())}
        if "code" in marks and marks - {"code", "link"}:
            return "INVALID_INPUT: marks beside code"
        inside = {
            "bulletList": {"listItem"}, "orderedList": {"listItem"}, "listItem": IN_ITEMS,
            "blockquote": IN_ITEMS, "codeBlock": {"text"},
        }.get(kind, {"text", "hardBreak"})  # fmt: skip
        if problem := _wrong(child, inside):
            return problem
    return ""


def _shown(comment: Mapping[str, Any]) -> dict[str, Any]:
    hidden = ("issue", "wiki", "properties")
    return {name: value for name, value in comment.items() if name not in hidden}


def named(statuses: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"id": key, "name": name} for key, name in statuses.items()]


def refused(status: int, message: str) -> Reply:
    return Reply(status, {"errorMessages": [message], "errors": {}})


def signed(body: Any, secret: str = SECRET) -> Hook:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    signature = hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    return Hook(
        {
            "X-Atlassian-Webhook-Identifier": str(uuid4()),
            "X-Atlassian-Webhook-Flow": "Primary",
            "X-Hub-Signature": f"sha256={signature}",
        },
        raw,
    )
