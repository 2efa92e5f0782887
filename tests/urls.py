"""The addresses of the product, and those of the toy."""

from django.urls import include, path

from community import urls
from community.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500"]

urlpatterns = [*urls.urlpatterns, path("notes/", include("tests.toykind.urls"))]
