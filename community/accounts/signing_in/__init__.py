"""Registration and sign-in with django-allauth: adapters, forms and pages."""
