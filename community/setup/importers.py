"""Which kinds of communities can move in. Each has a command of its own, `manage.py import_…`.

A source is opened with the path of its files, its site's name and address, and who hears of
rows that cannot be used and of how far the reading is.
"""

from collections.abc import Callable

from community.setup.importing.discourse import Discourse
from community.setup.importing.mbox import Mbox
from community.setup.importing.records import Source
from community.setup.importing.stackexchange import StackExchange

Opens = Callable[..., Source]

SOURCES: dict[str, Opens] = {
    "discourse": Discourse,
    "mbox": Mbox,
    "stackexchange": StackExchange,
}
