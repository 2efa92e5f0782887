"""What programs can do with letters."""

from typing import Any

import graphene
from rest_framework import serializers

from community.accounts.models import User
from community.discussions.models import Thread
from community.kernel.operations import Api, Resource
from community.kernel.operations.inputs import Chosen
from community.kernel.operations.roles import MEMBERS
from tests.toykind.actions import send_letter
from tests.toykind.models import Letter


class LetterIn(serializers.Serializer):
    to = Chosen(lambda _viewer: User.objects.filter(is_active=True), User)
    title = serializers.CharField()
    source = serializers.CharField()


class LetterOut(serializers.ModelSerializer):
    title = serializers.CharField(source="thread.title")

    class Meta:
        model = Letter
        fields = ["pk", "title", "answers_count"]


class LetterNode(graphene.ObjectType):
    pk = graphene.ID(required=True)
    title = graphene.String(required=True, resolver=lambda letter, _info: letter.thread.title)


def _letters(viewer: Any) -> Any:
    seen = Thread.objects.visible_to(viewer)
    return Letter.objects.filter(thread__in=seen).select_related("thread")


LETTER = Resource(name="letter", model=Letter, find=_letters, out=LetterOut, node=LetterNode)

api = Api("letters", scope="forum", resources=[LETTER], allowed=MEMBERS)

api.list("letters/", LETTER, for_members=True, description="Between the caller and others.")
api.retrieve("letters/{letter}/", for_members=True)
api.mutation(
    "POST letters/",
    send_letter,
    input=LetterIn,
    output=LETTER,
    example={"to": 1, "title": "Your chain", "source": "It needs oil."},
)

declared = (api,)
