"""A backend whose weights are broken."""


def make():
    raise ValueError("the file ends too early")
