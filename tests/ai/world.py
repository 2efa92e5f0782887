"""What addresses name of models: see tests/architecture/world.py."""

PARAMETERS = {"admin ai.sentiment": [1], "admin ai.trainedmodel": [1]}
