"""Forms and API requests that are sent twice are applied once."""
