from community.discussions.actions import fetch_title
from community.discussions.embeds import Embed
from community.kernel.due import Work, register

register(
    Work(
        name="discussions.titles",
        due=lambda: list(Embed.objects.due().order_by("due_at").values_list("pk", flat=True)[:100]),
        do=lambda pk: fetch_title(embed_id=pk),
    )
)
