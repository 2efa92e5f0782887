"""What the page of results shows beside the results: links to queries that differ by one term.

Each link is a whole query, so that every state of the page has an address and works without a
script.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import pgettext_lazy

from community.kernel.languages import Text
from community.search.language.editing import Chip, chips, with_term, without_term
from community.search.language.lexing import terms_of
from community.search.language.tree import Query, Words
from community.search.registration import operators
from community.search.results import FacetGroup, Hit, Results

ORDERS: dict[str, Text] = {
    "relevance": pgettext_lazy("sorted by", "Relevance"),
    "newest": pgettext_lazy("sorted by", "Newest"),
    "oldest": pgettext_lazy("sorted by", "Oldest"),
}


@dataclass(frozen=True)
class Link:
    """A query that differs from this one."""

    label: Text
    url: str
    count: int = 0
    is_current: bool = False


@dataclass(frozen=True)
class Choice:
    """A facet: what the results can be narrowed to, or are narrowed to already."""

    label: Text
    links: list[Link]


@dataclass(frozen=True)
class Row:
    hit: Hit
    group_url: str  # all that was found in the same topic


def address(text: str, page: int = 1, *, by_meaning: bool = False) -> str:
    """Where the results of a query are."""
    asked: dict[str, str | int] = {"q": text}
    if by_meaning:
        asked["meaning"] = 1
    if page > 1:
        asked["page"] = page
    return f"{reverse('search:results')}?{urlencode(asked)}"


Address = Callable[..., str]  # of a text, and a page


def shown(results: Results, viewer: Any, *, by_meaning: bool = False) -> dict[str, Any]:
    """For the template of a page of results; `by_meaning` is kept in all of its links."""
    query, text = results.query, results.query.text
    to = partial(address, by_meaning=by_meaning)
    words = words_of(query)
    return {
        "text": text,
        "results": results,
        "rows": [Row(hit, to(_of_group(text, hit))) for hit in results.hits],
        "filters": [*_filters(results, viewer, to)],
        "orders": [*_orders(query, to)],
        "facets": [*_choices(text, results, to)],
        "words": words,
        "words_url": to(words),
        "suggestion_url": to(results.suggestion) if results.suggestion else "",
        "first_url": to(text),
        "page_before": to(text, results.page - 1) if results.page > 1 else "",
        "page_after": to(text, results.page + 1) if results.has_more else "",
        "meaning_changes_nothing": query.order != "relevance" or query.is_within_group,
    }


def _of_group(text: str, hit: Hit) -> str:
    return with_term(text, f"topic:{hit.group_id}")


def _filters(results: Results, viewer: Any, to: Address) -> Iterator[Link]:
    """All that narrows the query; in which order it is shown, the links for that say. A topic is
    named by its title: that of what was found in it, if there is any."""
    titles = {f"topic:{hit.group_id}": hit.found.title for hit in results.hits}
    for chip in chips(results.query):
        if not chip.text.casefold().startswith("order:"):
            label = titles.get(chip.text) or _label(chip, viewer)
            yield Link(label, to(chip.without))


def _label(chip: Chip, viewer: Any) -> str:
    named = {operator.name: operator for operator in operators()}
    [term] = terms_of(chip.text)
    operator = named.get(term.name)
    label = "" if term.is_negative or not operator else operator.label_of(term.value, viewer)
    return label or chip.text


def words_of(query: Query) -> str:
    """What is looked for in texts, without all that narrows it."""
    looked_for = (
        clause.text
        for clause in query.clauses
        if isinstance(clause.part, Words) and not clause.is_negative
    )
    return " ".join(looked_for)


def _orders(query: Query, to: Address) -> Iterator[Link]:
    text = query.text
    for name in ORDERS:
        text = without_term(text, f"order:{name}")
    for name, label in ORDERS.items():
        # In one topic the oldest come first unless something else is asked for.
        is_usual = name == "relevance" and not query.is_within_group
        url = to(text if is_usual else with_term(text, f"order:{name}"))
        yield Link(label, url, is_current=name == query.order)


def _choices(text: str, results: Results, to: Address) -> Iterator[Choice]:
    """Facets that could change something: one whose only value all results have could not."""
    for facet in results.facets:
        if links := [*_links(text, facet, results.count, to)]:
            yield Choice(facet.label, links)


def _links(text: str, facet: FacetGroup, count: int, to: Address) -> Iterator[Link]:
    for value in facet.values:
        if value.is_chosen:
            yield Link(value.label, to(without_term(text, value.term)), is_current=True)
        elif value.count < count:
            url = to(with_term(text, value.term))
            yield Link(value.label, url, value.count)
