"""The name of the queue's channel. There is one: what rings is only that something changed."""

QUEUE = "moderation.0"
