"""What the worker of models does when its time has come."""
