"""What an app that has containers passes on to `search.registration.register` in its search.py."""

from collections.abc import Sequence
from typing import Any

from community.discussions.models import Container
from community.kernel.languages import Text
from community.kernel.text import fold
from community.search.registration import BadValue, Kind, Operator, key


def container_parts(  # noqa: PLR0913
    name: str, *, word: str, label: Text, icon: str, position: int, hint: Text, unknown: Text
) -> Sequence[Kind | Operator]:
    """A kind of containers as results, and the operator that finds what is in one of them.

    `word` is the label of the kind of containers, `hint` what the list of operators says.
    `unknown` is said of a `%(value)s` that is the slug or title of none.
    """

    def find(value: str, viewer: Any) -> Sequence[str]:
        rows = Container.objects.visible_to(viewer).filter(kind=name)
        wanted = fold(value)
        places = rows.values_list("pk", "slug", "title")
        found = [pk for pk, slug, title in places if wanted in {fold(slug), fold(title)}]
        if not found:
            raise BadValue(str(unknown) % {"value": value})
        return [key("in", pk) for pk in found]

    return (
        Kind(name=name, word=word, label=label, icon=icon, position=position),
        Operator(name=word, help=hint, example=f"{word}:support", find=find),
    )
