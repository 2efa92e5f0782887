from django.urls import path

from community.search import views
from community.search.log import urls as log
from community.search.meaning import views as meaning

app_name = "search"
urlpatterns = [
    *log.urlpatterns,
    path("search/", views.results, name="results"),
    path("search/quick/", views.quick, name="quick"),
    path("search/recent/", views.recent, name="recent"),
    path("search/similar/", views.similar, name="similar"),
    path("search/related/<slug:word>/<int:thread>/", meaning.related, name="related"),
    path("opensearch.xml", views.opensearch, name="opensearch"),
]
