"""The web socket of an open page."""

import asyncio
import random
import time
from collections import Counter
from hmac import compare_digest
from importlib import import_module
from typing import Any

from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.conf import settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    load_backend,
)

from community.live import bell, channels
from community.live.groups import of_member

MOST = 20  # channels that one page listens to
listening: Counter[str] = Counter()  # open pages of this process, by channel
CATCH_UP = 30.0  # seconds: a ring can be lost while Redis restarts, so versions are compared
CHECKED = 15.0  # seconds that a look at who listens, and whether they may, is good for
SIGNED_OUT, REFUSED = 4401, 4403  # why the socket is closed


class Doorbell(AsyncJsonWebsocketConsumer):
    """Says only that something changed; the page fetches what its reader may see.

    The page sends {"listen": {channel: the version it was rendered at}}. The database is
    asked through database_sync_to_async alone, which replaces a connection that was lost.
    """

    told: dict[str, object]  # channel: the version that the page knows

    async def connect(self) -> None:
        self.told, self.refusals = {}, 0
        self.checked_at = time.monotonic()
        self.catching_up = asyncio.create_task(self._catch_up())
        user = self.scope["user"]
        self.groups = [of_member(user.pk)] if user is not None and user.is_authenticated else []
        for group in self.groups:
            await self.channel_layer.group_add(group, self.channel_name)
        await self.accept()

    async def _catch_up(self) -> None:
        while True:
            await asyncio.sleep(CATCH_UP * random.uniform(0.5, 1))  # noqa: S311 - not all at once
            if not await self._still_may():
                return
            for channel, now in (await sync_to_async(bell.versions)(list(self.told))).items():
                if now not in {self.told[channel], bell.UNKNOWN}:
                    await self.rang({"channel": channel, "version": now})

    @classmethod
    async def decode_json(cls, text_data: str) -> object:
        try:
            return await super().decode_json(text_data)
        except (ValueError, RecursionError):
            return None

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        await self.receive_json(await self.decode_json(text_data or ""))

    async def receive_json(self, content: object) -> None:
        wanted = content.get("listen") if isinstance(content, dict) else None
        if not isinstance(wanted, dict) or len(wanted) + len(self.told) + self.refusals > MOST:
            await self.close(code=4400)
            return
        for channel, seen in wanted.items():
            await self._listen(channel, seen)

    async def _listen(self, channel: str, seen: object) -> None:
        if not await database_sync_to_async(channels.may_listen)(self.scope["user"], channel):
            self.refusals += 1
            await self.send_json({"refused": channel})
            return
        listening[channel] += channel not in self.told
        self.told[channel] = seen
        await self.channel_layer.group_add(f"bell.{channel}", self.channel_name)
        version = await sync_to_async(bell.version)(channel)  # after joining, so nothing is missed
        if version != seen:
            await self.rang({"channel": channel, "version": version})

    async def _still_may(self) -> bool:
        """Close the socket of who signed out, was suspended or may read a channel no more."""
        if time.monotonic() - self.checked_at < CHECKED:
            return True
        self.checked_at = time.monotonic()
        if not await self._is_the_same():
            await self.close(code=SIGNED_OUT)
            return False
        user, told = self.scope["user"], list(self.told)
        if not await database_sync_to_async(_may_all)(user, told):
            await self.close(code=REFUSED)  # the page connects again, and is told which one
            return False
        return True

    async def check(self, message: object) -> None:
        """Sessions of this member were ended, by a suspension or by the member."""
        self.checked_at = -CHECKED
        await self._still_may()

    async def _is_the_same(self) -> bool:
        """Whether the session still is of the one who opened the page."""
        session, user = self.scope.get("session"), self.scope["user"]
        if session is None or user is None or not user.is_authenticated:
            return True
        now = await database_sync_to_async(_member_of)(session.session_key)
        if now is None or now.pk != user.pk:
            return False
        self.scope["user"] = now
        return True

    async def rang(self, message: dict[str, str]) -> None:
        if message["channel"] not in self.told or not await self._still_may():
            return
        self.told[message["channel"]] = message["version"]
        channel = message["channel"]
        # How many fetch at once decides how long each waits first.
        told = {"rang": channel, "version": message["version"], "pages": listening[channel]}
        await self.send_json(told)

    async def disconnect(self, code: int) -> None:
        self.catching_up.cancel()
        for channel in self.told:
            listening[channel] -= 1
            if not listening[channel]:
                del listening[channel]
            await self.channel_layer.group_discard(f"bell.{channel}", self.channel_name)


def _may_all(user: object, wanted: list[str]) -> bool:
    return all(channels.may_listen(user, channel) for channel in wanted)


def _member_of(session_key: str) -> Any:
    """Whose session this is, if it still is anybody's.

    `get_user` of Django and of Channels would delete a session that does not match the member. A
    request that ends all other sessions saves its own a moment later, and must find it.
    """
    session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    if BACKEND_SESSION_KEY not in session:
        return None
    member = load_backend(session[BACKEND_SESSION_KEY]).get_user(session[SESSION_KEY])
    hashed = session.get(HASH_SESSION_KEY, "")
    return member if member and compare_digest(hashed, member.get_session_auth_hash()) else None
