from community.accounts.models import readable_by
from community.discussions.models import Thread
from community.live.channels import register

register("thread", lambda viewer, pk: Thread.objects.visible_to(viewer).filter(pk=pk).exists())
register("lists", lambda viewer, pk: pk in readable_by(viewer))
