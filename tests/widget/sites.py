"""Sites that show the widget, and what the script asks on their pages."""

import time

from django.test import Client

from community.widget.actions import create_widget_site
from community.widget.identity import signed_token
from tests.factories import AdminFactory
from tests.feedback.factories import make_board

ORIGIN = "https://shop.example.org"


def make_site(*, board=None, by=None, name="Shop", origins=(ORIGIN,)):
    board = board or make_board()
    return create_widget_site(
        name=name, origins=[*origins], panels=["feedback"],
        options={"feedback": {"board": board.pk}}, by=by or AdminFactory(),
    )  # fmt: skip


class Page:
    """A page of the other product, with the widget, and maybe with somebody signed in there."""

    def __init__(self, site, *, origin=ORIGIN, client=None):
        self.site, self.origin = site, origin
        self.client = client or Client(enforce_csrf_checks=True)
        self.headers = {}

    def token(self, external_id="u-1", name="Ana Ruiz", *, secret="", at=None):
        at = int(time.time()) if at is None else at
        return signed_token(secret or self.site.secret, external_id=external_id, name=name, at=at)

    def signed_in(self, external_id="u-1", name="Ana Ruiz"):
        """The page itself, for somebody whom the product's server signed a token for."""
        answer = self.post("session/", {"token": self.token(external_id, name)})
        assert answer.status_code == 200, answer.content
        self.headers = {"Authorization": f"Bearer {answer.json()['session']}"}
        return self

    def get(self, path, **query):
        return self.client.get(self._url(path), query, headers=self._headers())

    def post(self, path, values, **options):
        options = {"content_type": "application/json", **options}
        return self.client.post(self._url(path), values, headers=self._headers(), **options)

    def panel(self):
        answer = self.get("panels/feedback/")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def submit(self, title="Show the dew point", **values):
        said = {"kind": "feature", "title": title, "source": "It is not shown.", **values}
        return self.post("panels/feedback/submission/", said)

    def vote(self, idea, *, on=True):
        return self.post(f"panels/feedback/items/{idea.pk}/vote/", {"on": on})

    def _url(self, path):
        return f"/widget/{self.site.key}/{path}"

    def _headers(self):
        return {**self.headers, **({"Origin": self.origin} if self.origin else {})}
