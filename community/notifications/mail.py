"""Mail leaves a request as a row; a worker sends it."""

from collections.abc import Sequence

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

from community.notifications.actions import queue_mail


class Queue(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return queue_mail(messages=email_messages)
