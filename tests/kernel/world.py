"""Parameters of the developers' pages and the admin: see tests/architecture/world.py."""

PARAMETERS = {
    "code": ["not_found"], "language": ["en"], "version": ["1"], "name after 'developers'": ["x"], "app_label": ["forum"], "url": ["x"],
}  # fmt: skip
