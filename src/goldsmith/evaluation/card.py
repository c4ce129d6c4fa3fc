"""The dataset card: Markdown with a YAML header, as the Hugging Face hub reads it."""

from __future__ import annotations

from collections.abc import Iterator

from goldsmith.evaluation.card_evidence import gate_section, win_rate_section
from goldsmith.evaluation.card_facts import CardFacts, Check
from goldsmith.evaluation.card_header import header
from goldsmith.evaluation.markdown import escaped, escaped_block, paragraphs, table
from goldsmith.evaluation.report.words import counted, first_upper


def render_card(facts: CardFacts) -> str:
    """Render a dataset card.

    Words of others (titles, model names, reasons) are escaped: they cannot become markup, HTML or another cell.

    Args:
        facts: everything the card states.

    Returns:
        the text of a README.md, ending with a newline.

    Raises:
        InvalidInput: the gate's facts do not fit each other.
    """
    sections = (
        _opening(facts), _making(facts), _counts(facts), _people(facts), _checks(facts), _sandbox(facts),
        win_rate_section(facts.evaluation), gate_section(facts.gate), _sources(facts), _limits(facts), _files(facts),
    )  # fmt: skip
    return f"---\n{header(facts)}---\n\n" + "\n".join(line for section in sections for line in (*section, ""))


def _opening(facts: CardFacts) -> Iterator[str]:
    yield f"# {escaped(facts.title)}"
    yield ""
    if facts.people.are_simulated:
        yield (
            "**The experts behind this dataset are simulated.** Programs with seeded error rates stood in for "
            f"{counted(facts.people.experts, 'worker')}; no person wrote, reviewed or compared anything. The data "
            "shows how the process works and is not gold."
        )
        yield ""
    for paragraph in paragraphs(facts.description):
        yield paragraph
        yield ""
    languages = ", ".join(escaped(one) for one in facts.programming_languages)
    yield (
        f"Version {escaped(facts.version)}, {facts.made_on.isoformat()}: {counted(facts.data_points, 'data point')}"
        f"{f' in {languages}' if languages else ''}. Licence: {escaped(', '.join(facts.licences))}."
    )


def _making(facts: CardFacts) -> Iterator[str]:
    yield "## How it was made"
    yield ""
    yield from (f"{at}. {escaped_block(stage)}" for at, stage in enumerate(facts.stages, 1))
    yield ""
    if not facts.models:
        yield "No model took part."
        return
    yield from table(
        ("Role of a model", "Model"),
        (
            (escaped(one.role), escaped(one.name) + (" (small embedded model, weak)" if one.is_weak else ""))
            for one in facts.models
        ),
    )


def _counts(facts: CardFacts) -> Iterator[str]:
    yield "## Counts against the target"
    found = facts.distribution
    if found is None:
        yield from ("", "No target was set.")
        return
    for at, axis in enumerate(found.axes):
        groups: dict[str, list[int]] = {}
        for cell in found.cells:
            sums = groups.setdefault(cell.cell[at], [0, 0, 0])
            for index, value in enumerate((cell.count, cell.target, cell.deficit)):
                sums[index] += value
        yield ""
        rows = ((escaped(name), *(f"{n:,}" for n in sums)) for name, sums in sorted(groups.items()))
        yield from table(
            (first_upper(escaped(axis)), "Data points", "Target", "To go"), rows, numbers=(1, 2, 3)
        )
    yield ""
    axes = escaped(" × ".join(found.axes))
    yield f"“To go” is counted cell by cell ({axes}): a surplus elsewhere makes up for nothing."


def _people(facts: CardFacts) -> Iterator[str]:
    people = facts.people
    yield "## People"
    yield ""
    if people.are_simulated:
        yield f"{counted(people.experts, 'simulated worker')}, which are programs. No person took part."
    else:
        countries = f"{people.countries:,} {'country' if people.countries == 1 else 'countries'}"
        yield f"{counted(people.experts, 'expert')} from {countries}."


def _checks(facts: CardFacts) -> Iterator[str]:
    yield "## Checks"
    yield ""
    if not facts.checks:
        yield "Not checked for duplicates, contamination or secrets."
        return
    yield from table(
        ("Looked for", "Where", "How", "Found"),
        (
            (escaped(one.name), escaped(one.against), escaped(one.method), _check_words(one))
            for one in facts.checks
        ),
    )


def _check_words(check: Check) -> str:
    if check.found is None:
        return f"not checked: {escaped(check.why_missing) or 'no reason given'}"
    return f"{check.found:,}{f', {escaped(check.outcome)}' if check.outcome else ''}"


def _sandbox(facts: CardFacts) -> Iterator[str]:
    yield "## Sandbox"
    yield ""
    if not facts.sandbox:
        yield "Not checked: no completion was run."
        return
    yield from table(
        ("Language", "Passed", "Failed", "Not checked"),
        (
            (
                escaped(one.language),
                f"{one.passed:,}",
                f"{one.failed:,}",
                f"{one.not_checked:,} (not checked: {escaped(one.reason)})" if one.not_checked else "0",
            )
            for one in facts.sandbox
        ),
        numbers=(1, 2),
    )


def _sources(facts: CardFacts) -> Iterator[str]:
    yield "## Sources and their licences"
    yield ""
    if not facts.sources:
        yield "No documentation was used."
        return
    yield from table(
        ("Documentation", "Licence", "Origin", "Documents"),
        (
            (
                escaped(one.title),
                escaped(one.licence) or "not stated",
                escaped(one.origin),
                f"{one.documents:,}",
            )
            for one in facts.sources
        ),
        numbers=(3,),
    )


def _limits(facts: CardFacts) -> Iterator[str]:
    yield "## Known limits"
    yield ""
    yield from (f"- {escaped_block(one)}" for one in facts.limits or ("None were stated.",))


def _files(facts: CardFacts) -> Iterator[str]:
    yield "## Files"
    yield ""
    yield from table(
        ("File", "Split", "Data points", "Bytes", "SHA-256"),
        (
            (escaped(f.path), escaped(f.split), f"{f.rows:,}", f"{f.size_bytes:,}", f"`{f.sha256}`")
            for f in facts.files
        ),
        numbers=(2, 3),
    )
    yield ""
    yield from table(
        ("Column", "Type", "Meaning"),
        ((escaped(one.name), escaped(one.type), escaped(one.meaning)) for one in facts.columns),
    )
