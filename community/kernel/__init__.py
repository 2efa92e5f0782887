"""What every app may lean on, and what leans on no app: it has no models."""
