"""What programs can do in moderation."""

from community.moderation.flags import operations as flags
from community.moderation.log import operations as log
from community.moderation.queue import operations as queue
from community.moderation.sanctions import operations as sanctions
from community.moderation.screening import operations as screening
from community.moderation.sentiment import operations as sentiment

declared = (
    *queue.declared,
    *flags.declared,
    *screening.declared,
    *sanctions.declared,
    *log.declared,
    *sentiment.declared,
)
enum_names = {**queue.enum_names, **screening.enum_names, **sanctions.enum_names}
