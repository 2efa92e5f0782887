"""What a file is, by its content, and whether it may be kept. Names decide nothing."""
