"""What addresses name of models: see tests/architecture/world.py."""

PARAMETERS = {"admin ai.trainedmodel": [1]}
