"""Where is searched: PostgreSQL, or Elasticsearch."""
