"""Names of the forum's lines in the log of moderators' acts. They are stored, so they stay."""

MOVED, EDITED = "forum.topic_moved", "forum.topic_edited"
