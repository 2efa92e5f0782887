"""What happened: facts in the past tense, committed with the change that they describe."""
