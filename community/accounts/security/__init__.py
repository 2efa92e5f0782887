"""What keeps an account safe: limits on guessing, sessions, two-factor authentication."""
