"""The lists of topics: of everything, of a category with those in it, of a tag."""
