"""docs/models.md and our sentences."""

import csv
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from community.ai.tiers import TASKS

ROOT = Path(__file__).parents[2]
CARD = re.compile(r"^## (\w+): `(\w+)`", re.MULTILINE)


@pytest.mark.parametrize("page", ["docs/models.md", "bench/models.md"])
def test_each_tier_has_a_card(page: str) -> None:
    """The page is written by `make bench ROWS=models` from the words in bench/models.md."""
    cards = CARD.findall((ROOT / page).read_text(encoding="utf-8"))
    there = [(task.title(), tier.backend) for task, tiers in TASKS.items() for tier in tiers]
    assert sorted(cards) == sorted(there)


def test_the_page_has_no_part_left_out() -> None:
    page = (ROOT / "docs/models.md").read_text(encoding="utf-8")
    assert not re.findall(r"\{\w+\}", page)
    assert "baseline: always neutral" in page
    assert "baseline: the most frequent category" in page
    assert "baseline: words" in page


def test_sentences_are_balanced() -> None:
    with (ROOT / "tests/ai/sentences.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["text"].lower() for row in rows}) == len(rows) == 200
    counts = Counter((row["label"], row["technical"], row["part"]) for row in rows)
    for label, number in (("neutral", 20), ("positive", 15), ("negative", 15)):
        each = [
            counts[label, technical, part]
            for technical in ("yes", "no")
            for part in ("dev", "test")
        ]
        assert each == [number] * 4


@pytest.mark.soak
def test_the_bench_runs(tmp_path: Path) -> None:
    """On little data, and without weights: what cannot be measured is said, and the rest is."""
    data = tmp_path / "data"
    dump = data / "stackexchange" / "bicycles-meta"
    (data / "banking77").mkdir(parents=True)
    dump.mkdir(parents=True)
    words = {
        "card": "lost card stolen",
        "rate": "exchange rate currency",
        "pin": "pin code blocked",
    }
    with (data / "banking77" / "train.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "category"])
        writer.writerows(
            [f"{text} question number {n}", label]
            for label, text in words.items()
            for n in range(40)
        )
    subjects = ["tags and their wiki", "votes on answers", "badges for editors", "closed questions"]
    posts = "".join(
        f'<row Id="{n}" PostTypeId="1" Title="About {subjects[n % 4]}"'
        f' Body="&lt;p&gt;{subjects[n % 4]}, case {n}&lt;/p&gt;" />'
        for n in range(1, 41)
    )
    (dump / "Posts.xml").write_text(f"<posts>{posts}</posts>", encoding="utf-8-sig")
    links = "".join(f'<row Id="{n}" PostId="{n}" RelatedPostId="{n + 4}" />' for n in range(1, 9))
    (dump / "PostLinks.xml").write_text(f"<postlinks>{links}</postlinks>", encoding="utf-8-sig")
    done = subprocess.run(
        [sys.executable, "bench/ai.py"],
        cwd=ROOT,
        env=os.environ | {"DATA": str(data), "AI_WEIGHTS": str(tmp_path / "none")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert sorted(CARD.findall(done.stdout)) == sorted(
        (task.title(), tier.backend) for task, tiers in TASKS.items() for tier in tiers
    )
    assert "**Not measured here**: no weights in `AI_WEIGHTS`/all-MiniLM-L6-v2." in done.stdout
    assert str(tmp_path) not in done.stdout
    accuracy = re.search(r"\| \*\*linear\*\* \| (\d\.\d\d) ", done.stdout)
    assert accuracy
    assert float(accuracy[1]) > 0.9
    chance, lsa = (
        re.search(rf"\| {name} \| (\d\.\d\d)", done.stdout)
        for name in ("baseline: by chance", r"\*\*lsa\*\*")
    )
    assert chance
    assert lsa
    assert float(lsa[1]) > float(chance[1])


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (0, 0, 0.0, 1.0)],
)
def test_intervals_of_shares(right: int, of: int, low: float, high: float) -> None:
    """Wilson's, as tables have them."""
    script = f"from ai_figures import wilson; import json; print(json.dumps(wilson({right}, {of})))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT / "bench", capture_output=True, check=True
    )
    assert json.loads(done.stdout) == pytest.approx([low, high], abs=1e-4)
