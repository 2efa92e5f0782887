from community.discussions.uploads.actions_attaching import release
from community.moderation.screening.registration import Holdable, register
from forum.actions.topics import HOLDABLE, publish_topic

register(Holdable(name=HOLDABLE, publish=publish_topic, forget=release))
