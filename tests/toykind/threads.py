from community.discussions.kinds import Kind, register
from tests.toykind.actions import count_answer

register(
    Kind(
        name="toykind.letter",
        label="letter",
        may_reply=lambda person, thread: "do not answer" not in thread.title,
        on_reply=count_answer,
    )
)
