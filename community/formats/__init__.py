"""How Django itself writes dates, which the admin shows: FORMAT_MODULE_PATH. Pages and emails use
kernel/formats.py."""
