"""Categories themselves: their pages, and how staff set them up."""
