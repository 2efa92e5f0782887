"""Badges that are evaluated each night, and those for visits and reading.

`qualifying` depends on what was counted up to then and on `day`, never on the clock.
"""

from collections.abc import Callable, Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from community.accounts.standing.registration import Daily, Tier, register
from community.discussions.standing import GIVEN, RECEIVED, REPLY, THREAD
from community.kernel.languages import Text
from community.kernel.statements import Statement
from experience.recognition.badges.kinds import Counter, Visiting
from experience.recognition.badges.subjects import YEARS

Member = tuple[int, int]
Qualifying = Callable[[date], Iterable[Member]]

WELL_LIKED = Statement("""
    SELECT member_id, 0 FROM recognition_tally
    WHERE rule = %(rule)s AND by = 'subject' AND number >= %(likes)s
    GROUP BY member_id HAVING count(*) >= %(posts)s
""")
THANKFUL = Statement("""
    SELECT given.member_id, 0 FROM recognition_tally AS given
    JOIN recognition_tally AS received ON received.member_id = given.member_id
        AND received.rule = %(received_rule)s AND received.by = '' AND received.scope = 0
    WHERE given.rule = %(given_rule)s AND given.by = '' AND given.scope = 0
        AND given.number >= %(given)s AND received.number >= %(received)s
""")
# Each year on the site that is over by then, if the member wrote something in it.
ANNIVERSARIES = Statement("""
    WITH since AS (
        SELECT id, (date_joined AT TIME ZONE 'UTC')::date AS joined
        FROM accounts_user WHERE NOT is_machine
    )
    SELECT since.id, years.n FROM since CROSS JOIN LATERAL generate_series(
        1, extract(year FROM age(%(day)s::date + 1, since.joined))::int
    ) AS years (n)
    WHERE EXISTS (
        SELECT FROM recognition_contribution AS written
        WHERE written.member_id = since.id AND written.holds
            AND written.rule = ANY(%(rules)s::text[])
            AND written.day >= (since.joined + make_interval(years => years.n - 1))::date
            AND written.day < (since.joined + make_interval(years => years.n))::date
    )
""")
POINTS = Statement("""
    SELECT member_id, 0 FROM recognition_score
    WHERE scope = '' AND day <= %(day)s::date
    GROUP BY member_id HAVING sum(points) >= %(points)s
""")
FIRST_POINTS = Statement("""
    SELECT score.member_id, 0 FROM recognition_score AS score
    JOIN accounts_user AS member ON member.id = score.member_id
    WHERE score.scope = '' AND score.day <= %(day)s::date
        AND score.day < (member.date_joined AT TIME ZONE 'UTC')::date + %(days)s::int
    GROUP BY score.member_id HAVING sum(score.points) >= %(points)s
""")


def _well_liked(posts: int, likes: int) -> Qualifying:
    """Those with so many posts that have so many reactions each."""
    return lambda _day: WELL_LIKED.fetched({"rule": RECEIVED, "posts": posts, "likes": likes})


def _thankful(received: int, given: int) -> Qualifying:
    """Those with so many reactions received and given."""
    rules = {"received_rule": RECEIVED, "given_rule": GIVEN}
    return lambda _day: THANKFUL.fetched({**rules, "received": received, "given": given})


def _anniversaries(day: date) -> Iterable[Member]:
    return ANNIVERSARIES.fetched({"day": str(day), "rules": [THREAD, REPLY]})


def _rising(day: date) -> Iterable[Member]:
    return FIRST_POINTS.fetched({"day": str(day), "days": 30, "points": 100})


def _masters(day: date) -> Iterable[Member]:
    return POINTS.fetched({"day": str(day), "points": 1000})


# Name, label, description, tier, posts, reactions to each of them.
WELL: list[tuple[str, Text, Text, Tier, int, int]] = [
    ("appreciated", _("Appreciated"), _("Receive a reaction to each of 20 posts."), Tier.BRONZE,
     20, 1),
    ("respected", _("Respected"), _("Receive 2 reactions to each of 100 posts."), Tier.SILVER,
     100, 2),
    ("admired", _("Admired"), _("Receive 5 reactions to each of 300 posts."), Tier.GOLD, 300, 5),
]  # fmt: skip
# Name, label, description, tier, reactions received, reactions given.
THANKS: list[tuple[str, Text, Text, Tier, int, int]] = [
    ("thank_you", _("Thank You"), _("Receive 20 reactions and give 10."), Tier.BRONZE, 20, 10),
    ("gives_back", _("Gives Back"), _("Receive 100 reactions and give 100."), Tier.SILVER,
     100, 100),
    ("empathetic", _("Empathetic"), _("Receive 500 reactions and give 1,000."), Tier.GOLD,
     500, 1000),
]  # fmt: skip
# Name, label, description, tier, icon, counter, number.
VISITS: list[tuple[str, Text, Text, Tier, str, Counter, int]] = [
    ("enthusiast", _("Enthusiast"), _("Visit 10 days in a row. One missed day in 30 is allowed."),
     Tier.BRONZE, "calendar", Counter.LONGEST, 10),
    ("aficionado", _("Aficionado"), _("Visit 100 days in a row. One missed day in 30 is allowed."),
     Tier.SILVER, "calendar", Counter.LONGEST, 100),
    ("devotee", _("Devotee"), _("Visit 365 days in a row. One missed day in 30 is allowed."),
     Tier.GOLD, "calendar", Counter.LONGEST, 365),
    ("reader", _("Reader"), _("Read 1,000 posts."), Tier.BRONZE, "eye", Counter.POSTS, 1000),
    ("avid_reader", _("Avid Reader"), _("Read 10,000 posts."), Tier.SILVER, "eye", Counter.POSTS,
     10_000),
]  # fmt: skip

register(
    *(
        Daily(
            name=f"recognition.{name}", label=label, description=description, tier=tier,
            icon="thanks", position=position,
            qualifying=_well_liked(posts, likes),
        )
        for position, (name, label, description, tier, posts, likes) in enumerate(WELL, 35)
    ),
    *(
        Daily(
            name=f"recognition.{name}", label=label, description=description, tier=tier,
            icon="react", position=position,
            qualifying=_thankful(received, given),
        )
        for position, (name, label, description, tier, received, given) in enumerate(THANKS, 45)
    ),
    *(
        Visiting(
            name=f"recognition.{name}", label=label, description=description, tier=tier, icon=icon,
            position=position, counter=counter, threshold=number,
        )
        for position, (name, label, description, tier, icon, counter, number) in enumerate(
            VISITS, 50
        )
    ),
    Daily(
        name="recognition.anniversary", label=_("Anniversary"),
        description=_("Be a member for a year and write at least one post in it."),
        tier=Tier.SILVER, icon="calendar", position=60, scope_kind=YEARS, is_permanent=True,
        qualifying=_anniversaries,
    ),
    Daily(
        name="recognition.rising_star", label=_("Rising Star"),
        description=_("Earn 100 points in your first 30 days."), tier=Tier.SILVER, icon="up",
        position=80, qualifying=_rising,
    ),
    Daily(
        name="recognition.master", label=_("Master"), description=_("Earn 1,000 points."),
        tier=Tier.GOLD, icon="up", position=81, qualifying=_masters,
    ),
)  # fmt: skip
