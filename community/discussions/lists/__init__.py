"""The lists of the threads of a kind: of all, of a container with those in it, of a tag."""
