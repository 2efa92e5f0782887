"""Access by token: for programs that act as a member, and service accounts for bots."""
