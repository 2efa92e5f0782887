"""The ideas and bugs of the demonstration, written down. Days are counted back from today."""

from dataclasses import dataclass, field
from typing import Any

REVIEW, PLANNED, PROGRESS, DONE, DECLINED = (
    "under_review", "planned", "in_progress", "completed", "declined",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Told:
    """`votes` are names, each perhaps with how many: "Jana_Nováková 2". `score` are those of the
    site that some came from. `steps` are category, days ago, reason; `said` are author, days ago,
    text."""

    key: str
    board: str
    title: str
    author: str
    days: float
    text: str
    kind: str = "feature"
    tags: tuple[str, ...] = ()
    votes: str = ""
    score: int = 0
    views: int = 40
    steps: tuple[tuple[str, float, str], ...] = ()
    said: tuple[tuple[str, float, str], ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    eta: tuple[int, str] | None = None  # in how many days, and how precisely that is known
    rice: tuple[int, str, str, str] | None = None  # reach, impact, confidence, effort


IDEAS = [
    Told(
        key="frost",
        board="station",
        title="Warn me of frost in the evening, not at five in the morning",
        author="Jana_Nováková",
        days=46,
        text="The station knows at dusk what I need to know at dusk: temperature, humidity, wind,"
        " and how fast it is cooling.\n\nPlease warn me by **nine in the evening** if the"
        " seedlings should come inside. An alarm at two degrees wakes me when they are past"
        " caring.",
        tags=("frost", "station"),
        votes="Иван_Примеров 2, Erika_Mustermann 2, Fulana_de_Tal 1, Gale_Sample 3,"
        " Wanjiku_Mfano 1, 홍길동 1, Misty_Example 2, Matti_Meikäläinen 1",
        score=11,
        views=412,
        steps=(
            (REVIEW, 40, "How often is a simple rule right? Иван has 50 evenings of readings."),
            (PLANNED, 31, "The rule is right on 41 of 50 evenings. That is worth shipping."),
            (PROGRESS, 9, ""),
        ),
        said=(
            (
                "Иван_Примеров",
                44,
                (
                    "A ruler on paper is right on 41 of 50 evenings in our valley. Below two"
                    " degrees after the correction for clear and calm: carry them in."
                ),
            ),
            (
                "Misty_Example",
                43,
                "Let it say how sure it is. “Probably” is worth more to me than a decimal.",
            ),
            (
                "Ola_Nordmann",
                9,
                (
                    "**We started.** The first beta has the warning on the display only; messages"
                    " to the phone follow."
                ),
            ),
            ("Jana_Nováková", 8, "The display is enough for my stairs. I would like to test it."),
        ),
        eta=(60, "month"),
        rice=(900, "2", "0.8", "1.5"),
    ),
    Told(
        key="night",
        board="station",
        title="A display that is dark at night",
        author="Fulana_de_Tal",
        days=300,
        text="Mine lights half the bedroom. Dark between sunset and sunrise, and at a touch it"
        " shows the temperature for ten seconds.",
        tags=("station",),
        votes="Erika_Mustermann 1, Testa_Rainwater 1, Deniz_Örnek 1, Matti_Meikäläinen 2",
        score=23,
        views=530,
        steps=(
            (REVIEW, 280, ""),
            (PLANNED, 250, ""),
            (PROGRESS, 120, ""),
            (DONE, 74, "In firmware 4.1."),
        ),
        said=(("Testa_Rainwater", 70, "I sleep again. Thank you."),),
    ),
    Told(
        key="gusts",
        board="station",
        title="Gusts are recorded ten minutes late",
        author="Matti_Meikäläinen",
        days=88,
        kind="bug",
        text="The highest gust of each ten minutes stands in the row of the *next* ten minutes. The"
        " mean wind is right.",
        tags=("anemometer", "data"),
        votes="Gale_Sample, Иван_Примеров, 山田太郎, Jana_Nováková",
        views=140,
        facts={
            "severity": 2,
            "affected_version": "4.1",
            "environment": "Station 2, ridge mast",
            "steps": "1. Blow into the cups at 10:08.\n2. Export the day.\n3. The gust is in the"
            " row of 10:20 instead of 10:10.",
        },
        steps=(
            (REVIEW, 86, "Reproduced on two stations."),
            (PLANNED, 80, ""),
            (PROGRESS, 60, ""),
            (DONE, 20, "The row is written after the gust is read. In firmware 4.2."),
        ),
        said=(("Ola_Nordmann", 86, "Reproduced. It is one row off since 4.1."),),
    ),
    Told(
        key="restart",
        board="station",
        title="Restarts at sunrise when the panel begins to charge",
        author="Deniz_Örnek",
        days=21,
        kind="bug",
        text="Every clear morning at first light the station starts again, and loses the readings"
        " since the last full hour.",
        tags=("station",),
        votes="Testa_Rainwater, 홍길동",
        facts={
            "severity": 1,
            "affected_version": "4.2",
            "environment": "12 W panel, cell from last year",
            "steps": "1. Let the cell go below 20 % at night.\n2. Wait for the sun.\n3. The uptime"
            " starts from zero.",
        },
        steps=((REVIEW, 19, "We can see it on the bench with a lamp and a weak cell."),),
        said=(("Gale_Sample", 18, "A capacitor helps mine. It should not have to."),),
    ),
    Told(
        key="dashes",
        board="station",
        title="Humidity shows dashes after fog",
        author="Wanjiku_Mfano",
        days=4,
        kind="bug",
        text="After a night of fog the display shows `- -` until noon. Temperature is fine.",
        tags=("hygrometer",),
        votes="Fulana_de_Tal",
        facts={"severity": 3, "affected_version": "4.2"},
    ),
    Told(
        key="solar",
        board="station",
        title="Say how much sun the panel had today",
        author="홍길동",
        days=33,
        text="The station measures the charge anyway. One number a day, and I know whether it is"
        " the weather or the dust.",
        tags=("station", "data"),
        votes="Deniz_Örnek 1, Gale_Sample 1, Иван_Примеров 1",
        score=3,
        steps=((REVIEW, 20, ""),),
        rice=(300, "0.5", "0.8", "0.5"),
    ),
    Told(
        key="lightning",
        board="station",
        title="Count lightning strikes",
        author="Misty_Example",
        days=150,
        text="There are sensors for it that cost less than the cable of the anemometer.",
        votes="Gale_Sample 1, Matti_Meikäläinen 1",
        score=9,
        steps=(
            (REVIEW, 120, ""),
            (
                DECLINED,
                95,
                (
                    "The sensor hears our own radio as lightning, 40 strikes an hour on a clear"
                    " day. We would have to shield all stations, and will not."
                ),
            ),
        ),
        said=(("Misty_Example", 94, "Forty strikes an hour would be a good story, though."),),
    ),
    Told(
        key="units",
        board="website",
        title="Choose units for each instrument in exports",
        author="Erika_Mustermann",
        days=64,
        text="Rain in inches for my neighbor, everything else as it is. Today one switch changes"
        " all of them.",
        tags=("data",),
        votes="Misty_Example 2, Bartholomew_Featherstonehaugh-Sample_Esq 1, Jana_Nováková 1",
        score=6,
        views=120,
        steps=((REVIEW, 50, ""), (PLANNED, 12, "Together with the new export.")),
        eta=(120, "quarter"),
        rice=(400, "1", "0.8", "1"),
    ),
    Told(
        key="chart",
        board="website",
        title="Compare two years in one chart",
        author="山田太郎",
        days=70,
        text="朝霧の日を去年と比べたいです。\n\nI want to lay this October over the last one, and"
        " see"
        " where the fog was earlier.",
        tags=("data",),
        votes="Gale_Sample 2, Erika_Mustermann 1, Jana_Nováková 2, Иван_Примеров 1,"
        " Matti_Meikäläinen 1",
        score=14,
        views=260,
        steps=((REVIEW, 60, ""), (PLANNED, 30, ""), (PROGRESS, 14, "")),
        said=(
            ("Jana_Nováková", 66, "27 pupils would like that by the end of term."),
            ("Ola_Nordmann", 14, "The drawing works. Leap years do not, yet."),
        ),
        eta=(25, "day"),
        rice=(1200, "1", "1", "2"),
    ),
    Told(
        key="csv",
        board="website",
        title="Export as CSV with one row for each reading",
        author="Иван_Примеров",
        days=210,
        text="A file that every spreadsheet reads: time, station, instrument, value, unit.",
        tags=("data",),
        votes="Gale_Sample 1, 山田太郎 1, Erika_Mustermann 1",
        score=31,
        views=640,
        steps=((REVIEW, 200, ""), (PLANNED, 180, ""), (PROGRESS, 90, ""), (DONE, 18, "")),
    ),
    Told(
        key="arabic",
        board="website",
        title="Right-to-left charts",
        author="مثال_النسيم",
        days=52,
        text="في الرسم البياني يجب أن يبدأ الزمن من اليمين.\n\nIn a right-to-left page, time should"
        " run from the right. The labels do already.",
        votes="Gale_Sample 1, Ola_Nordmann 1",
        score=2,
        steps=((REVIEW, 30, "We are asking readers of Arabic and Hebrew newspapers."),),
    ),
    Told(
        key="night-map",
        board="website",
        title="Dark map of stations",
        author="Testa_Rainwater",
        days=130,
        text="The map is the only white page at night.",
        votes="Deniz_Örnek 1, Fulana_de_Tal 1, 홍길동 1",
        score=8,
        steps=((REVIEW, 110, ""), (PLANNED, 100, ""), (PROGRESS, 40, ""), (DONE, 17, "")),
        said=(("Testa_Rainwater", 16, "It is the best page now."),),
    ),
    Told(
        key="name",
        board="website",
        title="Find a station by the name of its village in any script",
        author="Bartholomew_Featherstonehaugh-Sample_Esq",
        days=12,
        text="Nobody types the umlaut.",
        votes="Jana_Nováková 1",
    ),
    Told(
        key="photos",
        board="website",
        title="A photo of the sky with each day",
        author="Jan_Modaal",
        days=2,
        text="I look out of the window when I read the gauge. A small photo beside the numbers"
        " would tell me more than the clouds in octas.",
        votes="Wanjiku_Mfano 1, Erika_Mustermann 1",
    ),
    Told(
        key="sky-picture",
        board="website",
        title="Attach pictures to readings",
        author="Ploni_Almoni",
        days=3,
        text="So that others see what “heavy drizzle” looked like.",
        votes="newcomer.demo 1, Wanjiku_Mfano 1",
    ),
    Told(
        key="long",
        board="website",
        title="ShowTheWholeNameOfAnInstrumentEvenIfItIsOneUnbrokenStringFromAStackTraceSuchAs"
        "HygrometerCalibrationCoefficientTableImpl",
        author="Иван_Примеров",
        days=26,
        text="It should wrap rather than push the page sideways.",
    ),
]

# What the team has published: version, title, days ago, notes, the ideas in it, other lines.
RELEASES: list[tuple[str, str, str, float, str, list[tuple[str, str]], list[tuple[str, str]]]] = [
    (
        "station",
        "4.1",
        "Dark at night",
        74,
        (
            "The display follows the sun now: dark from sunset, and at a touch it shows the"
            " temperature for ten seconds."
        ),
        [("night", "new")],
        [("improved", "The cell lasts a day longer in December.")],
    ),
    (
        "website",
        "2026.11",
        "Your readings, in your spreadsheet",
        16,
        (
            "Exports were a screenshot for too long. Now they are a file with **one row for each"
            " reading**, and the map has learned to be dark."
        ),
        [("csv", "new"), ("night-map", "improved")],
        [("fixed", "The page of a station without readings does not say “NaN” any more.")],
    ),
]
