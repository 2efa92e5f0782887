"""The commands that make tokens and service accounts, for whoever has a shell."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from community.accounts.models import Token, User
from community.accounts.tokens.actions import hashed
from tests.accounts.tokens import ask_rest
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def run(*words):
    out, err = StringIO(), StringIO()
    call_command("create_token", *words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.mark.parametrize(
    "words",
    [
        ["--scope", "forum:read", "--scope", "forum:write"],
        ["--scope", "forum:read", "forum:write"],
        ["--scope", "forum:read forum:write"],
        ["--scope", "forum:read,forum:write"],
    ],
)
def test_the_secret_stands_alone(words, as_):
    UserFactory(username="Ana")

    out, err = run("ana", *words)

    token = Token.objects.get()
    assert out.count("\n") == 1
    assert hashed(out.strip()) == token.secret
    assert token.scopes == ["forum:read", "forum:write"]
    assert "Ana" in err
    assert ask_rest(as_(), "topics/", out.strip()).status_code == 200


def test_it_has_a_name_and_an_end(as_):
    UserFactory(username="Ana")

    run("Ana", "--scope", "forum:read", "--name", "Pipeline", "--days", "7")
    run("Ana", "--scope", "forum:read", "--never")

    week, lasting = Token.objects.order_by("pk")
    assert week.name == "Pipeline"
    assert week.expires_at - datetime.now(UTC) < timedelta(days=7)
    assert lasting.expires_at is None
    assert lasting.made_by.is_machine


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["Nobody", "--scope", "forum:read"], "No member has the username Nobody"),
        (["system", "--scope", "forum:read"], "No member has the username system"),
        (
            ["Ana", "--scope", "forum:all"],
            "Unknown scope: forum:all. Available scopes: admin:read, ",
        ),
        (["Ana", "--scope", ","], "Select at least one of these scopes: admin:read, "),
        (["Ana", "--scope", "forum:read", "--days", "0"], "1 to 366 days"),
        (["Ana", "--scope", "forum:read", "--name", " "], "Give the token a name"),
        (["Ana"], "--scope"),
    ],
)
def test_what_is_wrong_is_one_clear_line(words, says):
    UserFactory(username="Ana")

    with pytest.raises(CommandError) as refusal:
        run(*words)

    assert says in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert not Token.objects.exists()


def test_a_bot_is_made_and_made_again():
    for _ in range(2):
        out = StringIO()
        call_command("create_service_account", "BikeBot", stdout=out)
        assert out.getvalue() == "Service account: BikeBot\n"

    assert User.objects.get(is_bot=True).username == "BikeBot"


def test_a_name_that_somebody_has_is_refused():
    UserFactory(username="BikeBot")

    with pytest.raises(CommandError, match="This username is taken"):
        call_command("create_service_account", "bikebot")


def test_a_bot_gets_a_token():
    call_command("create_service_account", "BikeBot", stdout=StringIO())

    run("BikeBot", "--scope", "forum:write")

    assert Token.objects.get().member.is_bot
