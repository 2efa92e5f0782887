"""Words that threads of any kind are found by: one set for the whole community."""
