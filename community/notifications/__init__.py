"""What members are told, and by which way. So far: mail."""
