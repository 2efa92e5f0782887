"""Threads that become another kind: a topic an idea, and back."""
