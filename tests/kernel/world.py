"""Parameters of the developers' pages and the admin: see tests/architecture/world.py."""

PARAMETERS = {
    "code": ["not_found"], "name after 'developers'": ["x"], "app_label": ["forum"], "url": ["x"],
    "language": ["en"], "version": ["1"],
}  # fmt: skip
