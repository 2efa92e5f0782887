"""Writes what was measured as Markdown."""

from measure import Measured, Samples


def rows_table(measured: Measured) -> str:
    """Each row's cost in each site, and in how many parts of it ours is."""
    ours, *others = measured
    heads = ["CPU ms", *measured, *(f"ours / {name}" for name in others)]
    lines = ["", f"| {' | '.join(heads)} |", "|---" + "|---:" * (len(heads) - 1) + "|"]
    for row, own in measured[ours].items():
        found = [measured[name].get(row) for name in measured]
        cells = [cost(samples) for samples in found]
        cells += [ratio(own, measured[name].get(row)) for name in others]
        lines.append(f"| {row} | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def cost(samples: Samples | None) -> str:
    """The median of all rounds, and the lowest and highest of them."""
    if samples is None:
        return ""
    return f"{samples.total:.2f} ({min(samples.totals):.2f} to {max(samples.totals):.2f})"


def ratio(ours: Samples, other: Samples | None) -> str:
    return f"{ours.total / other.total:.2f}" if other else ""
