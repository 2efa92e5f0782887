"""Lines above every page: who writes them, where they are kept, the doors to them."""
