"""What members are notified of."""
