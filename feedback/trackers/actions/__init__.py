"""Every way connections, links and transfers change. A link's row is locked first, then what its
idea's actions lock."""

from feedback.trackers.actions.connections import (
    check_connection,
    create_connection,
    delete_connection,
    edit_connection,
    poll_now,
    rotate_webhook_secret,
)
from feedback.trackers.actions.incoming import keep_delivery, process_delivery
from feedback.trackers.actions.links import link_idea, unlink_idea
from feedback.trackers.actions.planning import plan_comments, plan_status
from feedback.trackers.actions.polling import check_links, delete_done, poll_connection
from feedback.trackers.actions.retrying import retry_delivery, retry_push
from feedback.trackers.actions.sending import send_push

__all__ = [
    "check_connection",
    "check_links",
    "create_connection",
    "delete_connection",
    "delete_done",
    "edit_connection",
    "keep_delivery",
    "link_idea",
    "plan_comments",
    "plan_status",
    "poll_connection",
    "poll_now",
    "process_delivery",
    "retry_delivery",
    "retry_push",
    "rotate_webhook_secret",
    "send_push",
    "unlink_idea",
]
