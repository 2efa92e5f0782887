"""Files of this site in a text."""

KEY = "[0-9a-f]{32}"  # as in the address of a file
