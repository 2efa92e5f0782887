from community.kernel.shapes import SerializerNode
from feedback.trackers.api import LinkOut, TrackerConnectionOut


class TrackerConnectionNode(SerializerNode):
    class Meta:
        serializer = TrackerConnectionOut
        name = "TrackerConnection"


class TrackerLinkNode(SerializerNode):
    class Meta:
        serializer = LinkOut
        name = "TrackerLink"
