"""What the server serves for django-spirit."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
