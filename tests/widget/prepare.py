"""A site and its board in a running product: `manage.py shell` of tests/e2e/test_widget.py."""

import json
import sys

from community.accounts.models import User
from community.widget.actions import create_widget_site
from feedback.boards.actions import create_board
from feedback.ideas.actions import submit_idea


def site(origin):
    """Print the site's key and secret, and the board's address."""
    admin = User.objects.get(username="admin")
    board = create_board(title="Barometer", slug="barometer", by=admin)
    for title in ("Show the dew point", "Show the wind in knots"):
        submit_idea(board=board, title=title, source="It is not shown.", by=admin)
    made = create_widget_site(
        name="Barometer", origins=[origin], panels=["feedback"],
        options={"feedback": {"board": board.pk}}, by=admin,
    )  # fmt: skip
    told = {"key": made.key, "secret": made.secret, "board": board.get_absolute_url()}
    sys.stdout.write(json.dumps(told) + "\n")
