"""docs/models.md, of what was measured."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import fill
from typing import Any

Figures = Mapping[str, Any]
Found = Mapping[str, Figures]

TEMPLATE = Path(__file__).with_name("models.md")
NEEDS = {
    "lexicon": "nothing",
    "linear": "50 rows of the site's own",
    "lsa": "20 texts of the site's own",
    "minilm": "`make weights`",
    "transformers": "weights of DistilBERT, and the packages transformers and torch",
    "server": "`AI_SERVER_URL` and the name of a model",
}
ALWAYS, PLAIN = "baseline: always neutral", "baseline: VADER without words of our own"
MAJORITY = "baseline: the most frequent category"
RANKED = ("recall@5", "recall@10", "MRR")
LABELS = ("positive", "neutral", "negative")
NONE = "-"
WIDTH = 140


def rendered(found: Found, tiers: Mapping[str, Sequence[str]]) -> str:
    """The whole page: the words of the template with the tiers, from the simplest to the best, and
    with what was measured."""
    told = {
        "tiers": table(
            ["Setting", "Tier", "Needs"],
            [
                [f"`AI_{task.upper()}`", f"`{one}`", NEEDS[one]]
                for task, backends in tiers.items()
                for one in backends
            ],
        ),
        "yardstick": f"{found['yardstick']['milliseconds']:.0f}",
        "lexicon": sentiment(found, "lexicon"),
        "transformers": sentiment(found, "transformers"),
        "linear": classifier(found),
        "lsa": embedder(found, "lsa"),
        "minilm": embedder(found, "minilm"),
    }
    page = TEMPLATE.read_text(encoding="utf-8").strip()
    for name, text in told.items():
        page = page.replace(f"{{{name}}}", text if isinstance(text, str) else "\n\n".join(text))
    return page


def filled(text: str) -> str:
    """A paragraph in lines of the usual width."""
    return fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def not_measured(figures: Figures) -> list[str]:
    return [f"**Not measured here**: {figures['missing']}."]


def sentiment(found: Found, backend: str) -> list[str]:
    told = found[backend]
    if "missing" in told:
        return not_measured(told)
    rows = [
        [name, *(with_interval(one[part]) for part in ("test", "technical", "other", "dev")),
         number(one["macro_f1"])]
        for name, one in (
            (f"**{backend}**", told), (PLAIN, found["vader"]), (ALWAYS, found["always_neutral"])
        )
    ]  # fmt: skip
    sure = told["attention"]
    attention = (
        f"**Threshold**: a text needs attention where it is negative with more than"
        f" {told['attention_above']:.1f}. On the test half, {told['negative']} are negative;"
        f" {sure['of']} were above it, {with_interval(sure)} of them rightly."
    )
    return [
        "Accuracy on our sentences (test: 100, of which 50 are technical; dev: 100):",
        table(["", "test", "technical", "other", "dev", "macro-F1, test"], rows),
        "Each label on the test half, and what it was taken for:",
        table(
            ["", "sentences", "precision", "recall", "F1", *(f"as {label}" for label in LABELS)],
            [
                [
                    label,
                    str(one["of"]),
                    *(number(one[key]) for key in ("precision", "recall", "f1")),
                    *(str(told["confusion"][label].get(other, 0)) for other in LABELS),
                ]
                for label in LABELS
                if (one := told["labels"][label])
            ],
        ),
        filled(attention),
        "The most confident mistakes on the test half:",
        table(
            ["text", "label", "found", "confidence"],
            [[text, label, other, number(c)] for text, label, other, c in told["wrong"]],
        ),
        costs(told["cost"], told["megabytes"], told["version"]),
    ]


def classifier(found: Found) -> list[str]:
    told = found["linear"]
    if "missing" in told:
        return not_measured(told)
    floor = "none" if told["floor"] is None else number(told["floor"])
    size = f"{told['accuracy']['of']:,} texts, trained on {told['train']:,}"
    above = (
        f"**Threshold**: the floor is {floor}, the lowest confidence from which on 90 % of held-out"
        f" rows are right. A category is said for {with_interval(told['coverage'])} of the texts;"
        f" {with_interval(told['precision'])} of these are right. Confidence and accuracy differ by"
        f" {told['calibration']:.3f} on average (expected calibration error, ten bins)."
    )
    training = (
        f"Training takes {told['training_seconds']:.0f} s of CPU time and a process of"
        f" {told['training_megabytes']:.0f} MB."
    )
    return [
        f"Of the most probable category, whatever its confidence ({size}):",
        table(
            ["", "accuracy", "macro-F1"],
            [
                ["**linear**", with_interval(told["accuracy"]), number(told["macro_f1"])],
                [MAJORITY, with_interval(told["majority"]), number(told["majority_macro_f1"])],
            ],
        ),
        filled(above),
        f"The weakest of {told['categories']} categories, and which were mixed up most often:",
        table(
            ["category", "F1", "texts"],
            [[f"`{name}`", number(f1), str(of)] for name, f1, of in told["weakest"]],
        ),
        table(
            ["category", "found", "times"],
            [[f"`{one}`", f"`{other}`", str(times)] for one, other, times in told["mixed"]],
        ),
        "The most confident mistakes:",
        table(
            ["text", "category", "found", "confidence"],
            [[t, f"`{one}`", f"`{other}`", number(c)] for t, one, other, c in told["wrong"]],
        ),
        training,
        costs(found["linear_cost"], told["megabytes"], told["version"]),
    ]


def embedder(found: Found, backend: str) -> list[str]:
    told, words = found[backend], found["lexical"]
    if "missing" in told:
        return not_measured(told)
    how = (
        f"Measured on a dump of a Stack Exchange site (bicycles-meta, CC BY-SA 4.0):"
        f" {words['questions']} questions, {words['pairs']} pairs of which members linked to each"
        f" other, whichever way. For each of the {words['linked']} that have a link, all others are"
        " put in order. Recall is the share of its links among the first 5 or 10; MRR is 1 / the"
        " rank of the first one. Links are taken out of the texts. Members link few of the"
        " questions that are about the same, so a good order looks worse than it is."
    )
    names = {"text": "with the title and the first 1,000 characters of the text as the query",
             "title": "with the title alone as the query, as a search has it"}  # fmt: skip
    parts = [filled(how)]
    for kind, name in names.items():
        rows = [
            [f"**{backend}**", told[kind]],
            [f"{backend} and BM25 by rank fusion (k = 60)", told[f"{kind}_fused"]],
            ["baseline: words (BM25 of stems)", words[kind]],
            ["baseline: by chance", words["chance"]],
        ]
        body = [[row, *(with_interval(one[key]) for key in RANKED)] for row, one in rows]
        parts += [f"{name[0].upper()}{name[1:]}:", table(["", *RANKED], body)]
    above = told["threshold"]
    related = (
        f"**Threshold**: related from a cosine similarity of {told['related_above']:.2f} on, which"
        f" {above['said']:,} pairs of questions have; {percent(above['precision'])} of them are"
        f" linked, and these are {percent(above['recall'])} of all links."
    )
    training = told.get("training_seconds")
    return [
        *parts,
        filled(related),
        "The least similar questions with a link, and the most similar ones without:",
        table(
            ["question", "question", "similarity", ""],
            [[*pair(row), "linked"] for row in told["far"]]
            + [[*pair(row), "not linked"] for row in told["near"]],
        ),
        *([f"Training on these texts takes {training:.0f} s of CPU time."] if training else []),
        costs(found[f"{backend}_cost"], told["megabytes"], told["version"]),
    ]


def pair(row: Sequence[Any]) -> list[str]:
    return [str(row[0]), str(row[1]), number(row[2])]


def costs(cost: Figures, megabytes: float, version: str) -> str:
    """What a model takes, in one table."""
    rows = [["version", f"`{version}`"]]
    speeds = [cost, *([cost["short"]] if "short" in cost else [])]
    rows += [
        [f"texts of {one['characters']} characters on average", speed(one["milliseconds"])]
        for one in speeds
    ]
    rows += [
        ["time to load", f"{cost['load_seconds']:.2g} s of CPU time"],
        ["memory", f"{cost['megabytes']:.0f} MB, {cost['most_megabytes']:.0f} MB at most"],
        ["on disk", f"{megabytes:.1f} MB"],
    ]
    return table(["cost", ""], rows)


def speed(milliseconds: float) -> str:
    each = f"{milliseconds:.2g}" if milliseconds < 10 else f"{milliseconds:.0f}"
    return f"{each} ms of CPU time each, {significant(1000 / milliseconds)} a second and core"


def significant(value: float) -> str:
    """With two digits that say something."""
    return f"{float(f'{value:.2g}'):,.0f}" if value >= 10 else f"{value:.2g}"


def with_interval(one: Figures) -> str:
    if one["value"] is None:
        return NONE
    if one["interval"] is None:
        return number(one["value"])
    low, high = one["interval"]
    return f"{number(one['value'])} ({number(low)} to {number(high)})"


def number(value: float | None) -> str:
    return NONE if value is None else f"{value:.2f}"


def percent(value: float | None) -> str:
    return NONE if value is None else f"{value * 100:.0f} %"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in lines
    )
