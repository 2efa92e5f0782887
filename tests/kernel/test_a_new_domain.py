"""The guide in community/kernel/operations/README.md, followed: the api of tests/toykind."""

import json

import graphene
import pytest
from django.urls import include, path

from community.events.models import EventRecord
from community.kernel.graphql import View
from community.kernel.operations.mutations import namespaces
from community.kernel.operations.rest import routes
from tests.factories import UserFactory
from tests.toykind.models import Letter
from tests.toykind.operations import declared

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.kernel.test_a_new_domain")]


class Query(graphene.ObjectType):
    letters = graphene.Int()


Mutation = type("Mutation", (graphene.ObjectType,), namespaces(*declared))
view = View.as_view(schema=graphene.Schema(query=Query, mutation=Mutation))
urlpatterns = [path("api/v1/", include(routes(*declared))), path("graphql/", view)]

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


def test_a_visitor_sends_and_reads_none(as_):
    reader = UserFactory()
    before = EventRecord.objects.count()

    assert send(as_(), reader).status_code == 401
    assert as_().get("/api/v1/letters/").status_code == 401
    assert not Letter.objects.exists()
    assert EventRecord.objects.count() == before
