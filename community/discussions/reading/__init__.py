"""Reading positions and watch levels: pages and GraphQL."""
