"""Rows of models, as the worker writes them."""

from community.ai.models import Sentiment


def make_sentiment(subject_kind, subject_id, *, label="negative", confidence=0.95, **others):
    """How one text was scored; it needs attention if it is negative above 0.9."""
    values = {
        "label": label,
        "confidence": confidence,
        "needs_attention": label == "negative" and confidence > 0.9,
        "language": "en",
        "backend": "lexicon",
        "version": "1",
    }
    return Sentiment.objects.create(
        subject_kind=subject_kind, subject_id=subject_id, **{**values, **others}
    )
