"""Turning emails off by a link in one of them, without signing in."""
