from community.search.log import urls as log

app_name = "search"
urlpatterns = [*log.urlpatterns]
