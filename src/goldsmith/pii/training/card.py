"""A model's card: what went in, what comes out, where it is weak. Markdown from the facts that training keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Facts = Mapping[str, Any]

_SHOWN = ("EMAIL", "IP_ADDRESS", "NAME", "USERNAME", "PASSWORD", "KEY", "SECRET", "ID")
_IN_LANGUAGES = ("EMAIL", "IP_ADDRESS", "NAME", "USERNAME", "SECRET")
_LEAST_SPANS = 10
"""Gold spans; a figure of a language that rests on fewer is not shown."""
_NONE = "–"


def as_markdown(
    facts: Facts,
    *,
    size: int,
    seconds: float,
    made_by: str = "goldsmith pii train",
    worth: Sequence[Facts] = (),
) -> str:
    """Write the card.

    Args:
        facts: of `train.Trained`.
        size: of the model file, in bytes.
        seconds: how long training and measuring took.
        made_by: the command.
        worth: what each part is worth: {what, f1: by category}, the first is the model itself.
    """
    took = f"{int(seconds // 60)} min {int(seconds % 60)} s"
    parts = (
        f"# Model card: {facts['name']}\n",
        "Decides about names, user names, passwords, keys and cloud ids that form alone does not settle; rules find "
        f"emails, IP addresses and tokens of known providers. {size / 1e6:.1f} MB, for Goldsmith "
        f"{facts['version']}, features `{facts['features']}`, seed {facts['options']['seed']}. Made by "
        f"`{made_by}` in {took}.\n",
        "## What went in\n",
        *_went_in(facts),
        "## How good it is\n",
        *_held_out(facts["held_out"]),
        *_planted_test(facts["planted_test"]),
        *_worth(worth),
        "## Thresholds\n",
        "A candidate is reported from this probability on, chosen for the best F1 on what was held out.\n",
        _table(
            ("label", "from"),
            (
                (label, f"{threshold:.3f}")
                for some in facts["thresholds"].values()
                for label, threshold in sorted(some.items())
            ),
        ),
        "## Limits\n",
        *_limits(facts),
        "## Licence\n",
        *_licence(facts),
    )
    return "\n".join(parts).rstrip() + "\n"


def _went_in(facts: Facts) -> Iterator[str]:
    windows = facts["windows"]
    yield (
        f"{windows['labelled']:,} labelled windows of {windows['repositories']:,} repositories, and "
        f"{windows['planted']:,} with made-up personal data planted in permissive code.\n"
    )
    yield _table(
        ("file", "form", "rows", "trained on", "left out", "SHA-256"),
        (
            (
                f"`{file['name']}`",
                file["form"],
                f"{file['rows']:,}",
                f"{file['windows']:,}",
                _left_out(file),
                f"`{file['sha256'][:16]}…`",
            )
            for file in facts["files"]
        ),
    )
    yield _table(
        ("label", "labelled spans", "planted spans"),
        (
            (label, f"{counts.get('labelled', 0):,}", f"{counts.get('planted', 0):,}")
            for label, counts in facts["spans"].items()
        ),
    )
    languages = ", ".join(f"{language} {n:,}" for language, n in facts["languages"].items())
    yield f"Windows by language: {languages}.\n"
    if "letters" in facts:
        counted = facts["letters"]
        yield (
            f"How letters follow one another was counted in {counted['mb']:.0f} MB of permissive code of "
            f"{counted['packages']:,} packages.\n"
        )


def _left_out(file: Facts) -> str:
    why = (
        (file["incomplete"], "not complete"),
        (file["test"], "kept for a test"),
        (file["repeated"], "repeated"),
    )
    return "; ".join(f"{n:,} {what}" for n, what in why if n) or _NONE


def _held_out(figures: Facts) -> Iterator[str]:
    planted = figures["on"] == "planted"
    yield (
        f"By the whole detector on {figures['windows']:,} {figures['on']} windows of {figures['repositories']:,} "
        f"{'packages' if planted else 'repositories'}, in {figures['folds']} folds by "
        f"{'package' if planted else 'repository'}: each window was judged by a model that saw none of its "
        f"{'package' if planted else 'repository'}. Any overlap counts; SECRET is KEY and PASSWORD together; in "
        "brackets the 95 % interval over repositories.\n"
    )
    yield _by_category(figures)
    if figures["languages"]:
        yield (
            f"F1 by language, with the number of gold spans; {_NONE} where there are fewer than {_LEAST_SPANS}.\n"
        )
        yield _by_language(figures["languages"])


def _planted_test(figures: Facts | None) -> Iterator[str]:
    if figures is not None:
        yield (
            f"### Planted windows kept for a test\n\n{figures['windows']:,} windows of packages, names and values that "
            "training did not see. They are easier than what people write.\n"
        )
        yield _by_category(figures)


def _by_category(figures: Facts) -> str:
    return _table(
        ("category", "gold", "precision", "recall", "F1", "F1 exact"),
        (
            (
                one,
                f"{figures['counts'][one]['gold']:,}",
                *(_value(figures, name, one) for name in ("precision", "recall", "f1", "f1_exact")),
            )
            for one in _SHOWN
            if one in figures["counts"] and figures["counts"][one]["gold"]
        ),
    )


def _by_language(languages: Mapping[str, Facts]) -> str:
    rows = (
        (language, f"{figures['windows']:,}", *(_cell(figures, one) for one in _IN_LANGUAGES))
        for language, figures in languages.items()
    )
    return _table(
        ("language", "windows", *_IN_LANGUAGES),
        (row for row in rows if any(cell != _NONE for cell in row[2:])),
    )


def _cell(figures: Facts, category: str) -> str:
    n = figures["counts"][category]["gold"]
    return _NONE if n < _LEAST_SPANS else f"{_value(figures, 'f1', category)}, {n:,}"


def _value(figures: Facts, name: str, category: str) -> str:
    value, around = figures[name][category], figures["intervals"][category][name]
    if value is None:
        return _NONE
    return f"{value:.3f}" + (f" [{around[0]:.3f}, {around[1]:.3f}]" if around else "")


def _worth(worth: Sequence[Facts]) -> Iterator[str]:
    if worth:
        yield "## What each part is worth\n"
        yield "F1 on the same held-out windows, thresholds chosen anew for each.\n"
        yield _table(
            ("trained with", *_IN_LANGUAGES, "ID"),
            (
                (one["what"], *(_plain(one["f1"].get(category)) for category in (*_IN_LANGUAGES, "ID")))
                for one in worth
            ),
        )


def _plain(value: float | None) -> str:
    return _NONE if value is None else f"{value:.3f}"


def _limits(facts: Facts) -> Iterator[str]:
    yield (
        "- It looks only where a name or a form says that something may stand; what is nowhere near such a place is "
        "not found.\n"
        "- The figures hold for code like that above. Measure on your own before you rely on them: "
        "`goldsmith pii evaluate --gold FILE --model MODEL`.\n"
        "- Names of people that annotators overlooked count as false alarms here."
    )
    if facts["held_out"]["on"] == "planted":
        yield "- No labelled window went in: nothing here says how good it is on what people wrote."
    simulated = sum(file["simulated"] for file in facts["files"])
    if simulated:
        yield f"- In {simulated:,} rows programs stood in for people: their labels are no evidence about people's."
    for file in facts["files"]:
        if file["form"] == "export":
            yield (
                f"- `{file['name']}` was taken to cover {', '.join(file['covers']) or 'nothing'}: the categories that "
                "occur in it. One that was asked for and found nowhere taught nothing."
            )
    yield ""


def _licence(facts: Facts) -> Iterator[str]:
    yield (
        "The file holds weights, thresholds and counts of letters, and no text of the windows. Whether the licences of "
        "your data ask for anything when you pass a model on is yours to judge.\n"
    )
    stated: dict[str, int] = {}
    for file in facts["files"]:
        for licence, n in file["licences"].items():
            stated[licence] = stated.get(licence, 0) + n
    if stated:
        yield _table(
            ("licence of exported rows", "rows"), ((one, f"{n:,}") for one, n in sorted(stated.items()))
        )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |\n" for line in lines)
