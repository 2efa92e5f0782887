"""Issue trackers: GitHub, Linear, Jira, behind one interface."""
