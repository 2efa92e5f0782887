"""What a program sends twice under one Idempotency-Key is done once and answered twice."""
