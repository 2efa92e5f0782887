"""The GraphQL that was promised, word for word."""
