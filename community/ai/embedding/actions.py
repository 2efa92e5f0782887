"""Training the embedder on this site's own texts."""

from collections.abc import Sequence

from django.db.models.functions import Now

from community.ai.embedding import queries
from community.ai.embedding.queries import FEWEST, TASK
from community.ai.models import TrainedModel

MOST_TEXTS = 20_000  # the first of them: whoever trains gives the newest first


def train(*, texts: Sequence[str]) -> TrainedModel | None:
    """Train the model that makes vectors where no weights are installed, and let it replace the
    one before. None, with nothing written: there are fewer than 20 texts, or they have nothing in
    common. The same texts give the same version."""
    from community.ai.embedding import lsa  # noqa: PLC0415 - only in the worker

    read = texts[:MOST_TEXTS]
    if len(read) < FEWEST or (payload := lsa.trained(read)) is None:
        return None
    trained = lsa.load(payload)
    model, _ = TrainedModel.objects.update_or_create(
        task=TASK,
        defaults={
            "backend": lsa.BACKEND,
            "version": trained.version,
            "rows_count": len(texts),
            "figures": trained.figures,
            "payload": payload,
            "trained_at": Now(),
        },
    )
    return model


def needs_training(count: int) -> bool:
    """As `queries.needs_training`."""
    return queries.needs_training(count)
