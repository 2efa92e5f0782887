"""Posts, containers and tags as search finds them."""
