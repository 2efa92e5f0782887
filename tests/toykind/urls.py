from community.discussions.lists.urls import thread_list_urls

app_name = "notices"
urlpatterns = thread_list_urls("toykind.notice")
