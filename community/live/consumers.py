from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from community.live import bell, channels

MOST = 20  # channels that one page listens to


class Doorbell(AsyncJsonWebsocketConsumer):
    """Says only that something changed; the page fetches what its reader may see.

    The page sends {"listen": {channel: the version it was rendered at}}. The database is
    asked through database_sync_to_async alone, which replaces a connection that was lost.
    """

    groups_joined: set[str]

    async def connect(self) -> None:
        self.groups_joined = set()
        await self.accept()

    @classmethod
    async def decode_json(cls, text_data: str) -> object:
        try:
            return await super().decode_json(text_data)
        except ValueError:
            return None

    async def receive_json(self, content: object) -> None:
        wanted = content.get("listen") if isinstance(content, dict) else None
        if not isinstance(wanted, dict) or len(wanted) + len(self.groups_joined) > MOST:
            await self.close(code=4400)
            return
        for channel, seen in wanted.items():
            await self._listen(channel, seen)

    async def _listen(self, channel: str, seen: object) -> None:
        if not await database_sync_to_async(channels.may_listen)(self.scope["user"], channel):
            await self.send_json({"refused": channel})
            return
        group = f"bell.{channel}"
        self.groups_joined.add(group)
        await self.channel_layer.group_add(group, self.channel_name)
        version = await sync_to_async(bell.version)(channel)  # after joining, so nothing is missed
        if version != seen:
            await self.rang({"channel": channel, "version": version})

    async def rang(self, message: dict[str, object]) -> None:
        await self.send_json({"rang": message["channel"], "version": message["version"]})

    async def disconnect(self, code: int) -> None:
        for group in self.groups_joined:
            await self.channel_layer.group_discard(group, self.channel_name)
