"""What a domain writes so that its things are found: what they are called."""

from django.utils.translation import gettext_lazy as _

from community.discussions.searching.registration import container_parts
from community.search.registration import Kind, register

register(
    Kind(name="toykind.letter", word="letter", label=_("Letters"), icon="mail", position=900),
    Kind(name="toykind.note", word="note", label=_("Notes"), icon="pin", position=901),
    *container_parts(
        "toykind.board", word="pinboard", label=_("Boards"), icon="box", position=902,
        hint=_("On a board"), unknown=_("There is no pinboard “%(value)s”."),
    ),
)  # fmt: skip
