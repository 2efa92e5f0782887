from community.moderation.flags import urls as flags
from community.moderation.log import urls as log
from community.moderation.queue import urls as queue
from community.moderation.sanctions import urls as sanctions
from community.moderation.screening import urls as screening
from community.moderation.sentiment import urls as sentiment

app_name = "moderation"
urlpatterns = [
    *queue.urlpatterns,
    *flags.urlpatterns,
    *screening.urlpatterns,
    *sanctions.urlpatterns,
    *log.urlpatterns,
    *sentiment.urlpatterns,
]
