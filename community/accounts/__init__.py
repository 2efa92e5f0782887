"""Members, what is shown beside their names, how they sign in, and who may read."""
