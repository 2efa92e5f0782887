"""Issue trackers: GitHub, Linear, Jira, behind one interface."""

# The modules that register one, beside registration.py. A fourth tracker is a file named here.
TRACKERS = ("github", "linear", "jira")
