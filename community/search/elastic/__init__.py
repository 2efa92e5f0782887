"""Elasticsearch beside PostgreSQL: its index, and how documents get there."""
