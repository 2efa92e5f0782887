"""Access tokens for programs, service accounts for bots, and rate limits of the API."""
