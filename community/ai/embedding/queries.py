"""The embedder of this process, and whether it is to be trained. Asked by the worker alone."""

import logging
from contextlib import suppress
from threading import Lock
from typing import cast

from community.ai import tiers
from community.ai.models import TrainedModel
from community.ai.protocols import Embedder
from community.kernel.errors import Unavailable

logger = logging.getLogger(__name__)

TASK, TRAINED = "embedder", "lsa"
FEWEST = 20  # texts to train with
GROWTH = 1.5  # times as many texts as the last training had

_loaded: Embedder | None = None  # the trained one, as it was last loaded
_loading = Lock()


def embedder() -> Embedder | None:
    """What makes vectors now. None: it is off, lacks something that its setting needs, or is to be
    trained first. After a training it is another one, which one query finds out. A server's raises
    Unavailable when it is used."""
    tier, found = tiers.chosen(TASK), None
    if tier is not None and tier.backend != TRAINED:
        with suppress(Unavailable):  # of the trained one, where the better could not be made
            found = cast("Embedder", tiers.backend(TASK))
        tier = tiers.chosen(TASK)
    if tier is not None and tier.backend == TRAINED:
        return _trained()
    return found


def needs_training(count: int) -> bool:
    """Whether `actions.train` should be called now that there are `count` texts: never for
    backends that are not trained here. One that cannot be read is trained again."""
    tier = tiers.chosen(TASK)
    if tier is None or tier.backend != TRAINED or count < FEWEST:
        return False
    trained = TrainedModel.objects.filter(task=TASK, backend=TRAINED)
    rows = trained.values_list("rows_count", flat=True).first()
    return rows is None or count >= GROWTH * rows or _trained() is None


def _trained() -> Embedder | None:
    global _loaded  # noqa: PLW0603 - it is large, and changes as the model is trained again
    trained = TrainedModel.objects.filter(task=TASK, backend=TRAINED)
    version = trained.values_list("version", flat=True).first()
    if version is None:
        return None
    with _loading:
        if _loaded is None or _loaded.version != version:
            from community.ai.embedding import lsa  # noqa: PLC0415 - only in the worker

            try:
                _loaded = lsa.make()
            except Unavailable:  # it was deleted after the query
                return None
            except Exception:  # it is damaged, or of another release
                logger.exception("the trained embedder cannot be read")
                return None
        return _loaded
