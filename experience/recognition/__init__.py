"""What members' help is worth: reputation, badges, trust levels and leaderboards."""
