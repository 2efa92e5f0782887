"""Apps of others that act for a member, each allowed by that member: OAuth 2.1 with PKCE."""
