"""What a search found, as it is shown to one viewer."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from community.kernel.languages import Text
from community.search.language.tree import Query
from community.search.registration import FacetValue, Found, Kind

PAGE = 20  # results
MOST_PAGES = 50


class Meaning(TextChoices):
    """Whether results that are near in meaning are among those of a search."""

    OFF = "off", _("Not asked for, or not possible")
    USED = "used", _("Included")
    UNAVAILABLE = "unavailable", _("Could not be looked up")


@dataclass(frozen=True)
class Neighbors:
    """Documents that are near a query in meaning, by their ids, the nearest first."""

    meaning: Meaning = Meaning.OFF
    ids: Sequence[int] = ()


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One result. Of several documents of a group, it is the best; `others_count` are those of the
    rest that say the words themselves, as a search within the group finds them."""

    found: Found
    kind: Kind
    source: str
    object_id: int
    group_id: int
    number: int
    title_html: SafeString  # what was searched for stands in <mark>
    snippet_html: SafeString
    others_count: int = 0

    @property
    def author_name(self) -> str | None:
        return self.found.author.username if self.found.author else None

    @property
    def subject(self) -> str:
        """As `kernel.subjects` writes it: "discussions.post:7"."""
        return f"{self.source}:{self.object_id}"


@dataclass(frozen=True, kw_only=True)
class FacetGroup:
    """The values of one facet, with the number of results of each."""

    name: str  # "kind", "time", or as it is registered
    label: Text
    values: Sequence[FacetValue]


@dataclass(frozen=True, kw_only=True)
class Results:
    """One page. With `is_capped` more documents match than are ranked, and `count` is only how
    many results there are among the newest ones."""

    query: Query
    hits: Sequence[Hit] = ()
    count: int = 0
    is_capped: bool = False
    page: int = 1
    has_more: bool = False
    facets: Sequence[FacetGroup] = field(default_factory=tuple)
    suggestion: str | None = None  # another query, which finds something
    meaning: Meaning = Meaning.OFF
