"""The page of all tags; community/discussions/tags/ has the rest."""
