from django.apps import AppConfig

from community.kernel.backup import Backup


class AnnouncementsConfig(AppConfig):
    name = "community.announcements"
    label = "announcements"
    backup = Backup(models=["announcements.Announcement"])
