"""Lines above every page: who writes them, where they are kept, their interfaces."""
