"""What moderators did, for everybody to read, and undoing it."""
