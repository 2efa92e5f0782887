"""How safe an account is, and where it is signed in: the doors for programs."""
