"""The site's indices and their aliases, as the server has them. All raise BackendUnavailable."""

from collections.abc import Iterable

from elasticsearch import Elasticsearch

from community.search.elastic import index
from community.search.elastic.client import tell

MARK = "0"  # the ID of what says how complete an index is; PostgreSQL numbers documents from 1


def exists(alias: str) -> bool:
    return bool(tell(lambda client: client.indices.exists_alias(name=alias)))


def there() -> list[str]:
    """The aliases that are written to: of the index, and of the one that is being filled."""
    return [name for name in (index.alias(), index.next_alias()) if exists(name)]


def names_of(alias: str) -> list[str]:
    """The indices that an alias points to: one, or none."""
    if not exists(alias):
        return []
    return sorted(tell(lambda client: client.indices.get_alias(name=alias).body))


def all_of_ours() -> dict[str, set[str]]:
    """The site's indices of any version, with the aliases of each."""
    found = tell(lambda client: client.indices.get_alias(index=f"{index.prefix()}*").body)
    return {name: {*told["aliases"]} for name, told in found.items() if index.is_ours(name)}


def make(suffix: str) -> None:
    """An empty index, with the alias of the next one."""
    name, told = f"{index.alias()}-{suffix}", index.definition()
    aliases: dict[str, dict[str, object]] = {index.next_alias(): {}}
    tell(lambda client: client.indices.create(index=name, aliases=aliases, **told))


def swap() -> None:
    """Let the next index be the one that is searched: in one step for whoever searches."""
    (new,) = names_of(index.next_alias())
    removed = [
        (new, index.next_alias()),
        *((old, index.alias()) for old in names_of(index.alias())),
    ]
    actions = [{"add": {"index": new, "alias": index.alias()}}]
    actions += [{"remove": {"index": name, "alias": alias}} for name, alias in removed]
    tell(lambda client: client.indices.refresh(index=new))
    tell(lambda client: client.indices.update_aliases(actions=actions))


def mark(alias: str, moment: int) -> None:
    """Let the index say that it was complete at this moment, in microseconds. No search finds what
    says so: it has no audience."""
    told = {"created_at": moment}
    tell(lambda client: client.index(index=alias, id=MARK, document=told, require_alias=True))


def marked(alias: str) -> int:
    """The last moment at which it was; 0 if none is known."""
    found = tell(lambda client: client.mget(index=alias, ids=[MARK]).body)["docs"][0]
    return int(found["_source"]["created_at"]) if found.get("found") else 0


def delete(names: Iterable[str]) -> None:
    def delete_all(client: Elasticsearch) -> None:
        for name in names:
            client.indices.delete(index=name)

    tell(delete_all)
