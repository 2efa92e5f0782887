from feedback.boards import urls as boards
from feedback.ideas import urls as ideas
from feedback.releases import urls as releases
from feedback.roadmap import urls as roadmap
from feedback.trackers import urls as trackers
from feedback.votes import urls as votes

app_name = "feedback"
urlpatterns = [
    *boards.urlpatterns,
    *votes.urlpatterns,
    *ideas.urlpatterns,
    *roadmap.urlpatterns,
    *releases.urlpatterns,
    *trackers.urlpatterns,
]
