"""Trust levels: what they require, and how far a member is."""
