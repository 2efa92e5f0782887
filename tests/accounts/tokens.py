"""What the tests of access by token say again and again."""

from community.accounts.tokens import actions
from community.events.models import EventRecord

PASSWORD = "bicycle-lamp-7"
READ, WRITE = ["forum:read"], ["forum:write"]
FORM = {"name": "Bike bot", "scopes": ["forum:read", "forum:write"], "days": "30"}
ALL = ["admin:write", "forum:write", "profile:write"]


def make(member, asked=READ, **how):
    usual = {"member": member, "name": "Script", "scopes": asked, "by": member}
    return actions.make_token(**usual | how)


def bearer(secret, **headers):
    return {"Authorization": f"Bearer {secret}", **headers}


def ask_rest(client, path, secret, **options):
    return client.get(f"/api/v1/{path}", headers=bearer(secret), **options)


def graph(client, query, secret=None):
    headers = {} if secret is None else bearer(secret)
    return client.post(
        "/graphql/", {"query": query}, content_type="application/json", headers=headers
    )


def told(name="made"):
    return EventRecord.objects.filter(name=f"accounts.token.{name}").count()


def code(answer):
    body = answer.json()
    return body["errors"][0]["extensions"]["code"] if "errors" in body else body["code"]
