"""Texts as vectors: near ones are about the same."""
