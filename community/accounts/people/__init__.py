"""Members: profiles, names, avatars, standing, and their pages."""
