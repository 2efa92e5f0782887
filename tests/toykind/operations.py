"""What programs can do with letters."""

from rest_framework import serializers

from community.accounts.models import User
from community.discussions.api import ThreadOut
from community.discussions.kinds import kind_named
from community.discussions.lists.operations import add_lists
from community.kernel.examples import tag
from community.kernel.operations import Api, Resource
from community.kernel.operations.inputs import Chosen
from community.kernel.operations.roles import MEMBERS, OWNER
from tests.toykind.actions import send_letter
from tests.toykind.models import Letter
from tests.toykind.queries import letters
from tests.toykind.schema import LetterNode


class LetterIn(serializers.Serializer):
    to = Chosen(lambda _viewer: User.objects.filter(is_active=True), User)
    title = serializers.CharField()
    source = serializers.CharField()


class LetterOut(serializers.ModelSerializer):
    title = serializers.CharField(source="thread.title")

    class Meta:
        model = Letter
        fields = ["pk", "title", "answers_count"]


LETTER = Resource(name="letter", model=Letter, find=letters, out=LetterOut, node=LetterNode)

tag("letters", "Letters between members.")
api = Api("letters", scope="forum", resources=[LETTER], allowed=MEMBERS)

api.list("letters/", LETTER, for_members=True, description="Between the caller and others.")
api.retrieve("letters/{letter}/", for_members=True, allowed=OWNER)
api.mutation(
    "POST letters/",
    send_letter,
    input=LetterIn,
    output=LETTER,
    example={"to": 1, "title": "Your chain", "source": "It needs oil."},
)
add_lists(api, kind_named("toykind.note"), ThreadOut)

declared = (api,)
