"""What is typed into the search box: the query language."""
