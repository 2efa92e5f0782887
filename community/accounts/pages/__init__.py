"""The site's own pages: guidelines, code of conduct, privacy, about."""
