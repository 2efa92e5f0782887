"""Groups of accounts that vote for each other."""
