"""What the tests of apps say again and again."""

import base64
import hashlib
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

from django.utils import timezone

from community.accounts.models import App
from community.accounts.oauth.actions import Asked, allow_app, register_app
from community.events.models import EventRecord
from tests.factories import UserFactory

VERIFIER = "v" * 50
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
)
BACK = "https://app.example/callback"
SCOPES = "forum:read profile:read"


def allow(app, *, by):
    """A member says yes to what the app asked for."""
    asked = Asked(
        scopes=SCOPES.split(), code=f"code of {app.pk}", redirect_uri=app.redirects[0],
        challenge=CHALLENGE, expires_at=timezone.now() + timedelta(minutes=1),
    )  # fmt: skip
    return allow_app(app=app, asked=asked, by=by)


def happened(name):
    """What was told of it, apart from who did it."""
    told = [record.payload for record in EventRecord.objects.filter(name=name).order_by("pk")]
    return [{key: one[key] for key in one if key != "actor_id"} for one in told]


class Program:
    """An app of somebody's, as its own code would use the endpoints."""

    def __init__(self, as_, *, owner=None, kind=App.CONFIDENTIAL, redirects=(BACK,)):
        self.owner = owner or UserFactory()
        self.app, self.secret = register_app(
            name="Trail notes", redirects=redirects, kind=kind, by=self.owner
        )
        self.as_, self.back = as_, redirects[0]

    def address(self, **changed):
        asked = {
            "response_type": "code",
            "client_id": self.app.client_id,
            "redirect_uri": self.back,
            "scope": SCOPES,
            "state": "xyz",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        } | changed
        given = {name: value for name, value in asked.items() if value is not None}
        return f"/oauth/authorize/?{urlencode(given)}"

    def answered(self, member, answer="allow", **changed):
        """What comes back to the app after the member was asked."""
        response = self.as_(member).post(self.address(**changed), {"answer": answer})
        assert response.status_code == 302, response.content
        self.told = parse_qs(urlsplit(response["Location"]).query)
        assert response["Location"].startswith(changed.get("redirect_uri") or self.back)
        return self.told

    def code(self, member, **changed):
        return self.answered(member, **changed)["code"][0]

    def post(self, path="/oauth/token/", **sent):
        proof = {"client_id": self.app.client_id}
        if self.secret:
            proof["client_secret"] = self.secret
        return self.as_().post(path, proof | sent)

    def redeem(self, code, **changed):
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.back,
            "code_verifier": VERIFIER,
        } | changed
        return self.post(**{name: value for name, value in sent.items() if value is not None})

    def renew(self, refresh_token, **sent):
        return self.post(grant_type="refresh_token", refresh_token=refresh_token, **sent)

    def tokens(self, member, **changed):
        response = self.redeem(self.code(member, **changed))
        assert response.status_code == 200, response.content
        return response.json()


def error(response, status=400):
    assert response.status_code == status, response.content
    return response.json()["error"]
