"""On members' pages."""
