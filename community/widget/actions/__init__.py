"""Every way sites of the widget and identities change."""

from community.widget.actions.identities import member_of
from community.widget.actions.sites import (
    create_widget_site,
    edit_widget_site,
    rotate_widget_secret,
)

__all__ = ["create_widget_site", "edit_widget_site", "member_of", "rotate_widget_secret"]
