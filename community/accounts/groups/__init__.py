"""Groups over REST and GraphQL, for staff."""
