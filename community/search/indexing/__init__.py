"""How documents follow what they are made of."""
