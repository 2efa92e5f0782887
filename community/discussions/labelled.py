"""Containers of threads, as labels of their texts."""
