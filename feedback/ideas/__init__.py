"""Ideas and bugs: submitting, editing, statuses, merging, and their pages."""
