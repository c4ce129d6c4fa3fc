"""What tests about texts share: a small recipe, documentation, and people who write, review and compare."""

from __future__ import annotations

from typing import Any

from workbench import House, Person, Sheet

PLAIN = """\
recipe: written
version: 1
title: Written
consent: {title: Consent, text: Your texts are for tests.}
tracks:
  - {key: python, title: Python, matches: [Python 3]}
  - {key: sql, title: SQL}
dimensions:
  - key: category
    title: Category
    values:
      - {key: generation, title: Generation, share: 2, hints: [write, create], subcategories: [functions, scripts]}
      - {key: bug_fixing, title: Bug fixing, share: 1, hints: [bug, error]}
target: {total: 6, tracks: {python: 2, sql: 1}}
documents: {fewest_chars: 60}
gate:
  - {measure: target_deficit, at_most: 0}
  - {measure: reviews_per_item, at_least: 2}
stages:
  author_prompt:
    kind: author
    title: "Write a prompt: {track}"
    instructions: Write a prompt.
    skill_at_least: 50
    expected_seconds: 300
    lease_minutes: 60
    reserve_hours: 24
    max_rounds: 2
    max_authors: 2
    checklist: [It names the language.]
    form:
      - {key: prompt, kind: markdown, title: Prompt, min_chars: 10, max_chars: 2000}
    routes: {done: review_prompt}
  review_prompt:
    kind: review
    title: "Review a prompt: {track}"
    skill_at_least: 50
    expected_seconds: 60
    lease_minutes: 60
    overlap: {min: 1, max: 3}
    max_rounds: 2
    max_authors: 2
    second_review: SECOND
    excludes: []
    shows: [prompt]
    form:
      - {key: fits, kind: yes_no, title: Fits the brief}
      - {key: clarity, kind: scale, title: Clarity, min: 1, max: 5}
      - {key: missing, kind: text, title: What is missing, required: false, required_if: {field: fits, equals: [false]}}
    routes: {accepted: author_completion, rejected: author_prompt, undecided: author_prompt, exhausted: rejected}
  author_completion:
    kind: author
    title: "Write a completion: {track}"
    skill_at_least: 50
    expected_seconds: 300
    lease_minutes: 60
    reserve_hours: 24
    max_rounds: 2
    max_authors: 2
    excludes: []
    shows: [prompt]
    form:
      - {key: completion, kind: markdown, title: Completion, min_chars: 5}
      - {key: tests, kind: code, title: Tests, required: false}
    routes: {done: review_completion}
  review_completion:
    kind: review
    title: "Review a completion: {track}"
    skill_at_least: 50
    expected_seconds: 60
    lease_minutes: 60
    max_rounds: 2
    max_authors: 2
    excludes: []
    shows: [prompt, completion]
    form:
      - {key: correct, kind: yes_no, title: Correct}
    routes: {accepted: accepted, rejected: author_completion, undecided: author_completion, exhausted: rejected}
"""

#: Two pieces about Python, one about SQL, one about nothing in particular.
DOCUMENTS = {
    "guide.md": (
        "# Reading files\n\nThe `open` function gives a file object; write code that closes it.\n\n"
        "```python\nwith open('a.txt') as file:\n    text = file.read()\n```\n\n"
        "It raises an error where there is no such file, and the bug shows late.\n\n"
        "# Sorting lists\n\nLists are sorted in place with `sort`, and a new one comes from "
        "`sorted`; a key says by what.\n\n"
        "```python\nnames.sort(key=str.lower)\n```\n\nBoth are stable, which makes sorting by two keys easy.\n"
    ),
    "query.md": (
        "# Joining tables\n\nA join brings the rows of two tables together; create it on a key of both.\n\n"
        "```sql\nSELECT a.id, b.name FROM a JOIN b ON b.a_id = a.id;\n```\n\nRows without a partner are left out.\n"
    ),
    "prose.md": (
        "# Naming things\n\nA good name says what a thing is for, and it is as long as its reach is wide. "
        "Write names that can be said aloud, and use one word for one idea everywhere.\n"
    ),
}

REVIEW = {"fits": True, "clarity": 4}


def recipe(**changes: str) -> str:
    """The recipe's text; SECOND is the share of second reviews."""
    text = PLAIN
    for name, value in {"SECOND": "0", **changes}.items():
        text = text.replace(name, value)
    return text


async def text_campaign(house: House, owner: Person, text: str | None = None, **documents: str) -> Sheet:
    """A running campaign of texts with documentation in it."""
    from workbench import write_files

    row = await owner.post("/campaigns", {"recipe_yaml": text or recipe()}, status=201)
    folder = write_files(house.root / f"docs-{row['id']}", documents or DOCUMENTS)
    job = await house.ingest(owner, row["id"], folder)
    assert job["state"] == "DONE", job
    await owner.post(f"/campaigns/{row['id']}/events", {"event": "start"})
    await owner.post(f"/campaigns/{row['id']}/stages/events", {"event": "open"})
    return await house.sheet(row["id"])


async def answer(person: Person, assignment: dict[str, Any], *, status: int = 200, **body: Any) -> Any:
    """Submit an authored text, a review or a preference."""
    headers = {"Idempotency-Key": f"key-{next(person.keys):08d}"}
    path = f"/assignments/{assignment['id']}/submit"
    return await person.post(path, {"active_ms": 60_000, **body}, status=status, headers=headers)


async def write(person: Person, stage: int, **fields: str) -> dict[str, Any]:
    """Claim a task of an author's stage and write; the claim."""
    claim = await person.claim(stage)
    assert isinstance(claim, dict), claim
    await answer(person, claim, authored={"fields": fields})
    return claim


async def review(
    person: Person, stage: int, verdict: str = "accepted", *, form: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Claim a review and give it; the claim."""
    claim = await person.claim(stage)
    assert isinstance(claim, dict), claim
    reason = "" if verdict == "accepted" else "Name the language."
    await answer(person, claim, review={"verdict": verdict, "reason": reason, "form": form or REVIEW})
    return claim


#: The stages of `PLAIN` with machines between, and pairs behind. SERVER is the URL of a model server.
MACHINES = """\
suggest:
  per_brief: 2
  topics: [bees, ships]
  personas: [a teacher]
  scenarios: [before an exam]
models:
  suggest: {name: helper, base_url: SERVER, model: m}
  check: {name: checker, base_url: SERVER, model: m}
  judge: {name: judge, base_url: SERVER, model: m}
  opponents:
    - {name: rival, base_url: SERVER, model: m}
    - {name: other, base_url: SERVER, model: n}
stages:
"""

_CHECK = """\
  check_prompt:
    kind: check
    title: "Check a prompt: {track}"
    about: prompt
    max_rounds: 2
    max_authors: 2
    checks:
      - {kind: label, dimension: category}
      - {kind: label, dimension: track}
      - {kind: duplicate}
      - {kind: contamination, rejects: true}
      - {kind: secrets, rejects: true}
      - {kind: suggestion}
    routes: {passed: review_prompt, failed: author_prompt, unchecked: review_prompt, exhausted: rejected}
"""

_AFTER = """\
  run_completion:
    kind: run
    title: "Run a completion: {track}"
    about: completion
    tests: tests
    max_rounds: 2
    max_authors: 2
    routes:
      {passed: review_completion, failed: author_completion, unchecked: review_completion, exhausted: rejected}
  evaluate:
    kind: evaluate
    title: "Opponents: {track}"
    pairs: judge
    routes: {done: accepted}
  judge:
    kind: judge
    title: "Judge: {track}"
    routes: {done: compare}
  compare:
    kind: compare
    title: "Compare: {track}"
    skill_at_least: 50
    excludes: [author_prompt, author_completion]
    share: SHARE
    form:
      - key: better
        kind: choice
        title: More helpful
        required: false
        options: [{key: left, title: Left}, {key: right, title: Right}]
    routes: {done: accepted}
"""


def with_machines(server: str, **changes: str) -> str:
    """The recipe with checks, runs, opponents, a judge and comparisons."""
    text = recipe(**changes)
    text = text.replace("stages:\n", MACHINES.replace("SERVER", server), 1)
    text = text.replace("routes: {done: review_prompt}", "routes: {done: check_prompt}")
    text = text.replace("  review_prompt:\n", _CHECK + "  review_prompt:\n", 1)
    text = text.replace("routes: {done: review_completion}", "routes: {done: run_completion}")
    text = text.replace("routes: {accepted: accepted,", "routes: {accepted: evaluate,")
    return text + _AFTER.replace("SHARE", changes.get("SHARE", "1"))
