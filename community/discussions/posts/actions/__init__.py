"""Writing posts and threads, and what is done with them."""
