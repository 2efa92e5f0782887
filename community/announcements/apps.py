from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from community.kernel.backup import Backup


class AnnouncementsConfig(AppConfig):
    name = "community.announcements"
    label = "announcements"
    verbose_name = _("Announcements")
    backup = Backup(models=["announcements.Announcement"])
