"""What has just happened in the demonstration, by the actions that members use: so the
administrator finds notifications, and moderators find something in every part of theirs."""

from community.accounts.demo import Cast
from community.accounts.models import User
from community.discussions.actions import close_thread, like_post, reply_to_thread
from community.discussions.models import Post, Thread
from community.kernel.accepted import Accepted
from community.kernel.subjects import Subject
from community.moderation.flags.actions import flag_content
from community.moderation.queue.actions import hide_content, note_item
from community.moderation.sanctions.actions import appeal_sanction, silence_member, warn_member
from community.moderation.screening.actions import create_word_filter


def fill_lately(cast: Cast, topics: dict[str, int]) -> None:
    """`topics` are the topics' numbers by the names of their files."""

    def topic(name: str) -> Thread:
        return Thread.objects.get(pk=topics[name])

    def say(name: str, by: str, source: str) -> Post:
        written = reply_to_thread(thread=topic(name), source=source, by=cast[by])
        assert not isinstance(written, Accepted)
        return written

    _notify(cast, topic("20-how-this-site-works"), topic("01-firmware-4-2"), say)
    _moderate(cast, topic("15-second-hand-parts"), topic("33-a-year-later"), say)


def _notify(cast, guide, release, say) -> None:  # type: ignore[no-untyped-def]
    """The administrator is mentioned, replied to and thanked."""
    say(
        "12-frost-pockets",
        "Gale_Sample",
        "Three more of these and we can draw a map of the valley. @admin, shall we put that into"
        " the guide before the first frost?",
    )
    note = release.posts.get(number=1)
    reply_to_thread(
        thread=release,
        parent=note,
        source="Running on three stations since this morning. The gusts are where they belong.",
        by=cast["Testa_Rainwater"],
    )
    for name in ("Jana_Nováková", "Matti_Meikäläinen", "Deniz_Örnek"):
        like_post(post=note, by=cast[name])
    like_post(post=guide.posts.get(number=1), by=cast["Jana_Nováková"])


def _moderate(cast, swap, year, say) -> None:  # type: ignore[no-untyped-def]
    moderator: User = cast["Gale_Sample"]
    create_word_filter(
        pattern="free vouchers", action="approve", note="Seen in a wave of spam.", by=moderator
    )
    create_word_filter(
        pattern="darn", action="replace", replacement="d***", note="House style.", by=moderator
    )
    # Waits for approval, because of the first filter.
    reply_to_thread(
        thread=swap,
        source="My shop gives free vouchers to everyone who sends in an old vane. Is that all"
        " right to say here?",
        by=cast["Jan_Modaal"],
    )
    # Flagged by two, and still to be decided.
    offer = say(
        "15-second-hand-parts",
        "Ploni_Almoni",
        "Best barometers, best price!!! Write to me and you get one from my van, cash only.",
    )
    for name, reason, text in (
        ("Misty_Example", "spam", ""),
        ("Erika_Mustermann", "other", "They wrote the same to me in private."),
    ):
        flag_content(
            subject=Subject("discussions.post", offer.pk), reason=reason, text=text, by=cast[name]
        )
    # Flagged by nobody: the worker of models finds it very negative.
    say(
        "04-battery-dies-overnight",
        "Misty_Example",
        "I hate this update. It is a horrible mess, it destroyed two weeks of my readings, and your"
        " support is the worst I know.",
    )
    # Flagged, hidden and answered for: the public log has it, and an appeal waits.
    rude = say(
        "33-a-year-later",
        "Deniz_Örnek",
        "Whoever still reads a gauge by hand should stop wasting our time.",
    )
    flag = flag_content(
        subject=Subject("discussions.post", rude.pk),
        reason="inappropriate",
        by=cast["Fulana_de_Tal"],
    )
    note_item(item=flag.item, text="The second one this week.", by=moderator)
    hide_content(item=flag.item, by=moderator, text="Criticise readings, not readers.")
    warn_member(
        member=cast["Deniz_Örnek"],
        reason="You called another member's work a waste of time. Please stay respectful.",
        item=flag.item,
        by=moderator,
    )
    silence = silence_member(
        member=cast["Ploni_Almoni"],
        days=3,
        reason="Advertising in private messages, after we asked you to stop.",
        by=moderator,
    )
    appeal_sanction(
        sanction=silence,
        text="I did not know that it counts as advertising. I will stop.",
        by=cast["Ploni_Almoni"],
    )
    close_thread(thread=year, by=cast["Ola_Nordmann"])
