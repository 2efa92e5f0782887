"""What was searched for: recent searches of a member, and searches without results for staff."""
