"""What programs can read of the trend of sentiment."""

from community.kernel.operations import Api
from community.kernel.operations.roles import MODERATORS
from community.moderation.queue.policy import may_review
from community.moderation.sentiment.api import SentimentFilter, WeeklySentimentOut
from community.moderation.sentiment.queries import weekly_sentiment
from community.moderation.sentiment.schema import SentimentQueries

api = Api(
    "moderation", scope="moderation", resources=[], permission=may_review, allowed=MODERATORS,
    queries=[SentimentQueries],
)  # fmt: skip
api.query(
    "moderation/sentiment/", weekly_sentiment, WeeklySentimentOut, many=True,
    filters=SentimentFilter, name="list_weekly_sentiment",
    description="How the posts that the caller may read and moderates were scored, per container"
    " and week of the last 12, newest first; of at most 100 containers, those with the most scored"
    " posts first. Weeks without a scored post are left out.",
)  # fmt: skip

declared = (api,)
