from community.discussions.lists.urls import thread_list_urls

app_name = "notes"
urlpatterns = thread_list_urls("toykind.note")
