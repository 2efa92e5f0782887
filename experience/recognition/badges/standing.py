"""What is registered for members' standing."""
