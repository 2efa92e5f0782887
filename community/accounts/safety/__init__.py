"""How safe an account is, and where it is signed in, over GraphQL and REST."""
