"""What REST and GraphQL take and show of announcements."""

from community.announcements.models import Announcement
from community.kernel.shapes import Shape


class AnnouncementShape(Shape):
    class Meta:
        model = Announcement
        fields = ["id", "version", "tone", "text", "html", "starts_at", "ends_at"]
        read_only_fields = ["id", "version", "html"]
        extra_kwargs = {
            "text": {"help_text": "The Markdown source."},
            "starts_at": {"required": False},
        }


AnnouncementIn, AnnouncementOut = AnnouncementShape.input(), AnnouncementShape.output()
