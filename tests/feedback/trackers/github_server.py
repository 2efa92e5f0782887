"""A small GitHub: issues, labels and comments of one repository, as docs.github.com tells of them.

Times have whole seconds, as GitHub's have. The clock moves a second with each change unless
`is_frozen`. Webhooks are made for each change, whoever made it.
"""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from tests.feedback.trackers.servers import Hook, Reply, Request, TrackerServer

BOT = {"id": 9001, "login": "commons-bot", "type": "User"}
PERSON = {"id": 77, "login": "mara", "type": "User"}
TOKEN = "github_pat_for_tests"
PROJECT = "acme/weather"


class GitHubServer(TrackerServer):
    tracker = "github"
    project = PROJECT
    credentials = {"token": TOKEN}
    statuses_in = {
        "label:planned": "planned",
        "closed:completed": "completed",
        "closed:not_planned": "declined",
        "open": "under_review",
        "label:in progress": "in_progress",
    }
    statuses_out = {
        "under_review": "open",
        "planned": "label:planned",
        "in_progress": "label:in progress",
        "completed": "closed:completed",
        "declined": "closed:not_planned",
    }
    missing = "9999"  # the id of no issue

    def __init__(self) -> None:
        super().__init__()
        self.secret = "known to both"
        self.now = datetime.now(UTC)
        self.is_frozen = False
        self.issues: dict[int, dict] = {}
        self.comments: dict[int, list[dict]] = {}
        self.labels = ["bug", "in progress", "planned"]
        self.last_id = 0
        self.is_visible = True  # whether the token may see the repository
        self.per_page = 100

    # -- what people do there: the contract of tests/feedback/trackers/test_contract.py --
    def open_issue(self, title="Dew point", body="", by=PERSON) -> str:
        return str(self._create({"title": title, "body": body}, by)["number"])

    def set_status(self, external_id: str, status: str, by=PERSON) -> None:
        if status.startswith("closed:"):
            change = {"state": "closed", "state_reason": status.partition(":")[2]}
        else:
            labels = [status.removeprefix("label:")] if ":" in status else []
            change = {"state": "open", "labels": labels}
        self._edit(int(external_id), change, by)

    def comment(self, external_id: str, text: str, by=PERSON) -> str:
        return str(self._comment(int(external_id), text, by)["id"])

    def edit_comment(self, external_id: str, comment_id: str, text: str, by=PERSON) -> None:
        found = [one for one in self.comments[int(external_id)] if str(one["id"]) == comment_id]
        found[0] |= {"body": text, "updated_at": self._tick()}
        self._tell("issue_comment", "edited", int(external_id), by, comment=found[0])

    def delete_issue(self, external_id: str, by=PERSON) -> None:
        self._tell("issues", "deleted", int(external_id), by)
        del self.issues[int(external_id)]

    def status_of(self, external_id: str) -> str:
        issue = self.issues[int(external_id)]
        if issue["state"] == "closed":
            return f"closed:{issue['state_reason']}"
        labels = [one["name"] for one in issue["labels"]]
        return f"label:{labels[0]}" if labels else "open"

    def texts_of(self, external_id: str) -> list[str]:
        return [one["body"] for one in self.comments[int(external_id)]]

    def creates(self, request: Request) -> bool:
        return request.method == "POST" and request.path.endswith("/issues")

    def comments_on(self, request: Request) -> bool:
        return request.method == "POST" and request.path.endswith("/comments")

    # -- HTTP --
    def respond(self, request: Request) -> Reply:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return Reply(401, {"message": "Bad credentials"})
        if request.path == "/user":
            return Reply(json=BOT)
        prefix = f"/repos/{PROJECT}"
        if not request.path.startswith(prefix) or not self.is_visible:
            return Reply(404, {"message": "Not Found"})
        return self._in_repository(request, request.path.removeprefix(prefix).strip("/").split("/"))

    def _in_repository(self, request: Request, path: list[str]) -> Reply:
        if len(path) > 1 and int(path[1]) not in self.issues:
            return Reply(404, {"message": "Not Found"})
        number = int(path[1]) if len(path) > 1 else 0
        answers = {
            ("GET", ""): lambda: Reply(json={"full_name": PROJECT}),
            ("GET", "labels"): lambda: self._page(request, [{"name": n} for n in self.labels]),
            ("GET", "issues"): lambda: self._page(request, self._listed(request.query)),
            ("POST", "issues"): lambda: Reply(201, self._create(request.json, BOT)),
            ("GET", "issues/n"): lambda: Reply(json=self.issues[number]),
            ("PATCH", "issues/n"): lambda: Reply(json=self._edit(number, request.json, BOT)),
            ("GET", "issues/n/comments"): lambda: self._page(request, self.comments[number]),
            ("POST", "issues/n/comments"): lambda: Reply(
                201, self._comment(number, request.json["body"], BOT)
            ),
        }
        asked = "/".join([*path[:1], *(["n"] if number else []), *path[2:]])
        known = answers.get((request.method, asked))
        return known() if known else Reply(404, {"message": "Not Found"})

    def _listed(self, query: dict[str, str]) -> list[dict]:
        by = {"created": "created_at", "updated": "updated_at"}[query.get("sort", "created")]
        is_descending = query.get("direction", "desc") == "desc"
        rows = [one for one in self.issues.values() if one["updated_at"] >= query.get("since", "")]
        if query.get("state", "open") != "all":
            rows = [one for one in rows if one["state"] == query.get("state", "open")]
        return sorted(rows, key=lambda one: (one[by], one["number"]), reverse=is_descending)

    def _page(self, request: Request, rows: list[dict]) -> Reply:
        size = min(int(request.query.get("per_page", 30)), self.per_page)
        at = int(request.query.get("page", 1))
        headers = {}
        if len(rows) > at * size:
            query = "&".join(f"{k}={v}" for k, v in {**request.query, "page": at + 1}.items())
            headers["Link"] = f'<{self.url}{request.path}?{query}>; rel="next", <x>; rel="last"'
        return Reply(json=rows[(at - 1) * size : at * size], headers=headers)

    # -- state --
    def _tick(self) -> str:
        self.now += timedelta(seconds=0 if self.is_frozen else 1)
        return self.now.strftime("%Y-%m-%dT%H:%M:%SZ")

    def _create(self, said: dict, by: dict) -> dict:
        number, now = len(self.issues) + 1, self._tick()
        self.issues[number] = {
            "id": 1000 + number,
            "number": number,
            "html_url": f"https://github.example/{PROJECT}/issues/{number}",
            "title": said["title"],
            "body": said.get("body"),
            "state": "open",
            "state_reason": None,
            "labels": [{"name": name} for name in said.get("labels", ())],
            "user": by,
            "created_at": now,
            "updated_at": now,
        }
        self.comments[number] = []
        self._tell("issues", "opened", number, by)
        return self.issues[number]

    def _edit(self, number: int, said: dict, by: dict) -> dict:
        issue = self.issues[number]
        was = issue["state"]
        new = {name: said[name] for name in ("state", "state_reason", "title") if name in said}
        if "labels" in said:
            new["labels"] = [{"name": name} for name in said["labels"]]
        if new.get("state") == "open":
            new["state_reason"] = "reopened" if was == "closed" else None
        issue |= {**new, "updated_at": self._tick()}
        actions = {("open", "closed"): "closed", ("closed", "open"): "reopened"}
        self._tell("issues", actions.get((was, issue["state"]), "labeled"), number, by)
        return issue

    def _comment(self, number: int, text: str, by: dict) -> dict:
        self.last_id += 1
        now = self._tick()
        comment = {
            "id": 500 + self.last_id, "body": text, "user": by,
            "created_at": now, "updated_at": now,
        }  # fmt: skip
        self.comments[number].append(comment)
        self.issues[number]["updated_at"] = now
        self._tell("issue_comment", "created", number, by, comment=comment)
        return comment

    def _tell(self, event: str, action: str, number: int, by: dict, **more: object) -> None:
        body = json.dumps(
            {
                "action": action,
                "issue": self.issues[number],
                "repository": {"full_name": PROJECT},
                "sender": by,
                **more,
            }
        ).encode()
        self.hooks.append(self.signed(body, event))

    def signed(self, body: bytes, event: str) -> Hook:
        digest = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        return Hook(
            {
                "X-GitHub-Event": event,
                "X-GitHub-Delivery": str(uuid4()),
                "X-Hub-Signature-256": f"sha256={digest}",
            },
            body,
        )
