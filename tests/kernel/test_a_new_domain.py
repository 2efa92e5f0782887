"""The guide in community/kernel/operations/README.md, followed by tests/toykind.

It is an app in a folder of its own, and one line of tests/settings.py; the site finds the rest.
"""

import json

import pytest
from django.urls import reverse

from community.events.models import EventRecord
from community.kernel.operations.roles import EVERYONE, MEMBERS, OWNER
from community.setup.backup.scope import belonging
from tests.architecture.operations import OPERATIONS
from tests.architecture.world import usual
from tests.conftest import ROOT
from tests.factories import UserFactory
from tests.toykind.models import Letter

pytestmark = pytest.mark.django_db

JSON = {"content_type": "application/json"}


def send(client, to):
    said = {"to": to.pk, "title": "Your chain", "source": "It needs oil."}
    return client.post("/api/v1/letters/", json.dumps(said), **JSON)


def test_what_is_sent_is_where_it_is_said_to_be_for_those_whom_it_concerns(as_):
    writer, reader = UserFactory(), UserFactory()

    made = send(as_(writer), reader)

    letter = Letter.objects.get()
    assert (made.status_code, made.json()["title"]) == (201, "Your chain")
    assert as_(reader).get(made.headers["Location"]).json()["pk"] == letter.pk
    assert [row["pk"] for row in as_(reader).get("/api/v1/letters/").json()["results"]] == [
        letter.pk
    ]
    assert as_(UserFactory()).get(made.headers["Location"]).status_code == 404
    assert as_(UserFactory()).get("/api/v1/letters/").json()["results"] == []


def test_the_other_door_is_there_as_well(as_):
    writer, reader = UserFactory(), UserFactory()
    asked = f"""mutation {{ letters {{ sendLetter(
        toId: {reader.pk}, title: "Your chain", source: "It needs oil.") {{ letter {{ pk title }} }}
    }} }}"""

    answer = as_(writer).post("/graphql/", {"query": asked}, **JSON).json()

    shown = {"pk": str(Letter.objects.get().pk), "title": "Your chain"}
    assert answer["data"]["letters"]["sendLetter"]["letter"] == shown


def test_a_page_and_a_query_show_it_to_those_who_may_read_it(as_):
    writer = UserFactory()
    send(as_(writer), UserFactory())
    letter = Letter.objects.get()
    asked = {"query": f"{{ letters {{ letter(id: {letter.pk}) {{ title }} }} }}"}

    def shown(person):
        page = as_(person).get(reverse("toykind:letter", args=[letter.pk]))
        answer = as_(person).post("/graphql/", asked, **JSON).json()
        return page.status_code, answer["data"]["letters"]["letter"]

    assert shown(writer) == (200, {"title": "Your chain"})
    assert shown(UserFactory()) == (404, None)


def test_the_tables_of_the_tests_and_of_backups_have_it():
    allowed = {name: OPERATIONS[name].allowed for name in ("send_letter", "get_letter")}

    assert allowed == {"send_letter": MEMBERS, "get_letter": OWNER}
    assert usual(Letter).visible_to != EVERYONE
    assert Letter in belonging()


def test_nothing_central_names_it():
    files = [
        ROOT / "pyproject.toml",
        ROOT / "Makefile",
        *ROOT.glob("community/**/*.py"),
        *ROOT.glob("tests/architecture/*.py"),
        *ROOT.glob("docs/*"),
    ]
    assert len(files) > 300
    assert not [file for file in files if file.is_file() and b"toykind" in file.read_bytes()]


def test_a_visitor_sends_and_reads_none(as_):
    reader = UserFactory()
    before = EventRecord.objects.count()

    assert send(as_(), reader).status_code == 401
    assert as_().get("/api/v1/letters/").status_code == 401
    assert not Letter.objects.exists()
    assert EventRecord.objects.count() == before
