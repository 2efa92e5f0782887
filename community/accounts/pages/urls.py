from django.urls import re_path

from community.accounts.pages import views

urlpatterns = [
    re_path(r"^(?P<slug>guidelines|conduct|privacy|about)/$", views.page, name="page"),
]
