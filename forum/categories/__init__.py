"""The doors to categories themselves: their pages, and how staff set them up."""
