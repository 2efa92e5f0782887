"""Members, what stands beside their names, and who may read."""
