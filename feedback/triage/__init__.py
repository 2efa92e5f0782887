"""The product team's workplace in the admin."""
