from community.live.channels import register
from community.moderation.queue.policy import may_review

register("moderation", lambda viewer, pk: pk == 0 and may_review(viewer))
