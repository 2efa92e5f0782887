from django.urls import path, re_path

from community.discussions import feeds, operations, sitemaps, views
from community.discussions.converting.views import convert
from community.discussions.imports import views as imports
from community.discussions.reading import views as marks
from community.discussions.suggesting.views import suggestion
from community.discussions.uploads import operations as uploads
from community.discussions.uploads.serving import file
from community.discussions.uploads.views import files
from community.kernel.operations.pages import buttons

app_name = "discussions"
urlpatterns = [
    *buttons(operations.api),
    *buttons(uploads.api),
    path("files/<str:key>/<str:name>", file, name="file"),
    path("my/files/", files, name="files"),
    path("threads/<int:pk>/", views.thread, name="thread"),
    path("threads/<int:pk>/<int:number>/", views.numbered, name="numbered"),
    path("threads/<int:pk>/posts/", views.posts, name="posts"),
    path("threads/<int:pk>/replies/", views.reply, name="reply"),
    path("threads/<int:pk>/reading/", marks.reading, name="reading"),
    path("watches/<str:kind>/<int:pk>/", marks.place_watch, name="place_watch"),
    path("watches/<str:kind>/<int:pk>/reading/", marks.all_read, name="all_read"),
    path("threads/<int:pk>/deletion/", views.thread_deletion, name="thread_deletion"),
    path("threads/<int:pk>/pin/", views.pin, name="pin"),
    path("threads/<int:pk>/convert/", convert, name="convert"),
    path("posts/<int:pk>/", views.post, name="post"),
    path("posts/<int:pk>/reactions/", views.reactions, name="reactions"),
    path("posts/<int:pk>/edit/", views.edit, name="edit"),
    path("posts/<int:pk>/history/", views.history, name="history"),
    path("members/suggestions/", views.suggestions, name="suggestions"),
    path("my/mentions/", views.my_mentions, name="mentions"),
    path("p/<int:pk>/", views.short, name="short"),
    path("suggested-container/<str:kind>/", suggestion, name="suggested_container"),
    path("preview/", views.preview, name="preview"),
    path("help/markdown/", views.markdown_help, name="markdown"),
    path("u/<str:username>.atom", feeds.member, name="member_feed"),
    *sitemaps.urls(),
    # As they were on the sites that moved in, with a slash at their end and without.
    re_path(
        r"^questions/(?P<key>\d{1,18})(?:/[^/]*(?:/(?P<answer>\d{1,18}))?)?/?$",
        imports.moved,
        name="moved_question",
    ),
    re_path(r"^[qa]/(?P<key>\d{1,18})(?:/\d*)?/?$", imports.moved, name="moved_post"),
]
