from experience.recognition.badges import urls as badges
from experience.recognition.boards import urls as boards
from experience.recognition.ledger import urls as ledger
from experience.recognition.trust import urls as trust

app_name = "recognition"
urlpatterns = [
    *ledger.urlpatterns,
    *badges.urlpatterns,
    *trust.urlpatterns,
    *boards.urlpatterns,
]
