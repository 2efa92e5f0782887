"""The doors to how far one has read and how closely one watches."""
