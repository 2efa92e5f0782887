"""Run beside a new stack's database: what its copy lacks, static files, a moderator, two topics.

Says what the tests have to know. A moderator, since nobody counts how often one writes.
"""

import json
import sys

import django
from django.core.management import call_command


def main() -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    # They need the apps that are loaded above.
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from community.accounts.people.actions import sign_up  # noqa: PLC0415
    from forum.actions import open_category, start_topic  # noqa: PLC0415

    every = {"is_staff": True, "is_superuser": True, "is_moderator": True}
    ana = sign_up(username="ana", password=None, email="ana@example.org", **every)
    category = open_category(title="Sensors", slug="sensors", by=ana)
    topic = start_topic(category=category, title="It blinks", source="Only that.", by=ana)
    quiet = start_topic(category=category, title="Nobody answers", source="Yet.", by=ana)
    client = Client()
    client.force_login(ana)
    place = {
        "thread": topic.pk,
        "url": topic.get_absolute_url(),
        "quiet": quiet.get_absolute_url(),
        "category": category.get_absolute_url(),
        "session": client.cookies[settings.SESSION_COOKIE_NAME].value,
    }
    sys.stdout.write(json.dumps(place))


if __name__ == "__main__":
    main()
