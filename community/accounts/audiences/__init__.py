"""Groups of members, and audiences: who may read."""
