"""The three operations that were promised to clients word for word: they change for nobody."""
