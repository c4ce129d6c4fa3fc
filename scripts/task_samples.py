"""Made-up tasks about texts, as the API gives them: to look at the pages without a server."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

AT = "2026-03-02T09:{:02d}:00Z"

PROMPT = """\
Our nightly job reads **orders** as JSON lines and has to add them up by customer. It works for small files, but on
the large ones it is killed for using too much memory. This is what we have:

```{tag}
{code}
```

1. Find out why memory grows with the size of the file.
2. Rewrite it so that memory stays flat, whatever the size.
3. Keep `total` exact: amounts are decimal strings such as `"12.30"`.

Say in two sentences what was wrong, and give the whole program with a short test."""

CODE = {
    "Python": (
        "python",
        """\
import json
from collections import defaultdict

def totals(path: str) -> dict[str, float]:
    orders = [json.loads(line) for line in open(path)]   # the whole file
    sums = defaultdict(float)
    for order in orders:
        sums[order["customer"]] += float(order["amount"])
    return dict(sums)""",
    ),
    "SQL": (
        "sql",
        """\
WITH ranked AS (
    SELECT customer_id, amount, placed_at,
           row_number() OVER (PARTITION BY customer_id ORDER BY placed_at DESC) AS place
    FROM orders
    WHERE placed_at >= date '2025-01-01'
)
SELECT customer_id, sum(amount) AS total FROM ranked WHERE place <= 10 GROUP BY customer_id;""",
    ),
    "Scala": (
        "scala",
        """\
case class Order(customer: String, amount: BigDecimal)

def totals(orders: List[Order]): Map[String, BigDecimal] =
  orders.groupBy(_.customer).view.mapValues(_.map(_.amount).sum).toMap""",
    ),
    "Go": (
        "go",
        """\
func Totals(r io.Reader) (map[string]*big.Rat, error) {
	data, err := io.ReadAll(r) // the whole file
	if err != nil {
		return nil, fmt.Errorf("read orders: %w", err)
	}
	return sum(bytes.Split(data, []byte("\\n")))
}""",
    ),
    "C": (
        "c",
        """\
char *read_all(FILE *in) {
    size_t used = 0, room = 4096;
    char *text = malloc(room);
    int c;
    while ((c = fgetc(in)) != EOF) {
        if (used + 1 == room) text = realloc(text, room *= 2); /* lost when it fails */
        text[used++] = (char) c;
    }
    text[used] = '\\0';
    return text;
}""",
    ),
    "C++": (
        "cpp",
        """\
template <typename It>
std::unordered_map<std::string, Decimal> totals(It first, It last) {
  std::vector<Order> orders(first, last);  // a copy of everything
  std::unordered_map<std::string, Decimal> sums;
  for (const auto& order : orders) sums[order.customer] += order.amount;
  return sums;
}""",
    ),
    "R": (
        "r",
        """\
totals <- function(path) {
  orders <- jsonlite::stream_in(file(path), verbose = FALSE)  # all of it
  aggregate(as.numeric(amount) ~ customer, data = orders, FUN = sum)
}""",
    ),
    "JavaScript": (
        "js",
        """\
export async function totals(path) {
  const text = await readFile(path, "utf8"); // the whole file
  const sums = new Map();
  for (const line of text.trim().split("\\n")) {
    const { customer, amount } = JSON.parse(line);
    sums.set(customer, (sums.get(customer) ?? 0) + Number(amount));
  }
  return sums;
}""",
    ),
}

ANSWER = """\
The list comprehension keeps **every** order in memory before the first one is added, and `float` rounds: `0.1 + 0.2`
is not `0.3`.

```python
import json
from collections import defaultdict
from decimal import Decimal


def totals(path: str) -> dict[str, Decimal]:
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    with open(path, encoding="utf-8") as lines:
        for line in lines:          # one line at a time
            order = json.loads(line)
            sums[order["customer"]] += Decimal(order["amount"])
    return dict(sums)
```

A file iterates over its lines, so memory holds one order and one sum per customer. The test:

```python
def test_totals(tmp_path):
    file = tmp_path / "orders.jsonl"
    file.write_text('{"customer": "a", "amount": "0.10"}\\n{"customer": "a", "amount": "0.20"}\\n')
    assert totals(file) == {"a": Decimal("0.30")}
```

| | before | after |
| --- | --- | --- |
| memory at 10 million orders | 5.1 GB | 21 MB |
| exact | no | yes |
"""

OTHER_ANSWER = """\
You can use `pandas` with `chunksize`:

```python
import pandas as pd

def totals(path):
    sums = None
    for chunk in pd.read_json(path, lines=True, chunksize=100_000):
        part = chunk.groupby("customer")["amount"].sum()
        sums = part if sums is None else sums.add(part, fill_value=0)
    return sums.to_dict()
```

This reads 100,000 orders at a time.
"""

CONTEXT = """\
Readers of line-delimited files are *lazy*: a file object gives one line at a time, and nothing is kept unless the
program keeps it.

```python
with open("orders.jsonl", encoding="utf-8") as lines:
    for line in lines:
        handle(line)
```

- `readlines()` and a list comprehension read **everything** first.
- A generator expression stays lazy: `sum(amount(line) for line in lines)`.

Amounts of money are kept as decimals. Binary floating point cannot hold most of them exactly."""


def field(key: str, kind: str, title: str, **more: Any) -> Json:
    """A field of a form, with the recipe's defaults."""
    return {
        "key": key, "kind": kind, "title": title, "help": "", "required": True, "required_if": None, "options": [],
        "min": 1, "max": 5, "min_title": "", "max_title": "", "max_chars": 20_000, **more,
    }  # fmt: skip


REVIEW_FORM = [
    field("category", "yes_no", "Is it the stated category?", help="Bug fixing: something is wrong and is put right."),
    field("language", "yes_no", "Is it about the stated language?"),
    field("quality", "scale", "Quality of the prompt", min_title="poor", max_title="excellent"),
    field("realism", "scale", "Would somebody ask this at work?", min_title="never", max_title="every week"),
    field(
        "difficulty", "choice", "Difficulty",
        options=[{"key": k, "title": k.capitalize()} for k in ("easy", "medium", "hard")],
    ),
    field(
        "problems", "choices", "What is wrong with it", required=False,
        options=[
            {"key": "unclear", "title": "The task is not clear"},
            {"key": "incomplete", "title": "Something is missing that one needs to answer"},
            {"key": "copied", "title": "It is copied from the documentation"},
            {"key": "style", "title": "Language or style"},
        ],
    ),
    field(
        "details", "text", "Say what exactly", required=False,
        required_if={"field": "problems", "equals": ["unclear", "incomplete"]}, max_chars=2000,
    ),
]  # fmt: skip

CRITERIA = [
    field("correct", "choice", "Which is more correct?", options=[
        {"key": "left", "title": "Left"}, {"key": "both", "title": "Both"}, {"key": "right", "title": "Right"},
    ]),
    field("clear", "scale", "How sure are you?", min_title="guess", max_title="certain", required=False),
    field("runs", "yes_no", "Would both run as they are?"),
]  # fmt: skip

CHECKLIST = [
    "It is about the category and the language of the brief",
    "Everything that is needed to answer is in it",
    "It is written by me, not taken from a model or a page",
    "No names, addresses, keys or passwords of real people",
]

INSTRUCTIONS = """\
# What makes a good prompt

Write what **you** would ask a colleague: a real situation, the code it is about, and what you expect back.

- One task, not five.
- Code that runs, or that fails in the way you say.
- Nothing that only the documentation's authors could know.
"""


def brief(language: str = "Python") -> Json:
    """What an author is asked to write about."""
    return {
        "title": "Reading large line-delimited files without keeping them in memory",
        "context": CONTEXT,
        "keywords": ["file iteration", "generators", "memory", "JSON lines", "decimal"],
        "language": language,
        "dimensions": {"Category": "Bug fixing", "Subcategory": "Resource leaks", "Difficulty": "Medium"},
        "source": {
            "path": "docs/io/reading-files.md",
            "link": "https://docs.example/io/reading-files#lazy",
            "quote": "A file object is its own iterator. Reading it line by line keeps one line in memory, "
            "whatever the size of the file.",
        },
    }


def evidence(mixed: bool = True) -> list[Json]:
    """What machines found."""
    notes = [
        note("label:category", "Category", "ok", "Bug fixing, as stated (0.94)", by="code-checker-8b"),
        note("label:language", "Language", "warning", "It may be about SQL (0.58)", by="tiny-embedded-0.5b", weak=True),
        note("duplicate", "Duplicates", "ok", "The nearest prompt is 0.41 alike"),
        note("contamination", "Benchmarks", "unchecked", "No benchmark is loaded, so nothing was compared"),
        note("secrets", "Secrets and personal data", "failed", "An e-mail address in line 12: j…@example.org"),
    ]  # fmt: skip
    return notes if mixed else notes[:1]


def note(check: str, title: str, verdict: str, words: str, by: str = "", weak: bool = False) -> Json:
    """One finding."""
    return {"check": check, "title": title, "verdict": verdict, "words": words, "by": by, "is_weak": weak}


def run_result() -> Json:
    """A run in which something passed, something failed and something could not be checked."""
    return {
        "verdict": "failed",
        "words": "2 of 4 code blocks passed; 1 failed; 1 was not checked",
        "blocks": [
            block("python", "passed", "", "run", stdout="{'a': Decimal('0.30')}\n"),
            block("python", "failed", "The test failed: AssertionError", "test", stderr=TRACE, wall=1.42),
            block("scala", "not_checked", "not checked: scalac is not installed; install it to check Scala", "compile"),
            block("sql", "timed_out", "ended after 10 s", "run", wall=10.0, stdout="line\n" * 40),
        ],
    }  # fmt: skip


TRACE = """\
Traceback (most recent call last):
  File "test_block_2.py", line 9, in <module>
    test_totals()
  File "test_block_2.py", line 7, in test_totals
    assert totals(file) == {"a": Decimal("0.30")}
           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
AssertionError
"""


def block(
    language: str,
    verdict: str,
    words: str,
    phase: str,
    *,
    stdout: str = "",
    stderr: str = "",
    wall: float = 0.08,
) -> Json:
    """One piece of code that was run."""
    return {
        "language": language, "verdict": verdict, "words": words, "phase": phase,
        "stdout": stdout, "stderr": stderr, "wall_s": wall,
    }  # fmt: skip


def step(kind: str, title: str, round_: int, minute: int, **more: Any) -> Json:
    """An earlier step."""
    return {
        "kind": kind, "stage_title": title, "round": round_, "at": AT.format(minute), "fields": {}, "verdict": "",
        "reason": "", "form": {}, "form_fields": [], "evidence": [], "run": None, "is_own": False, **more,
    }  # fmt: skip


def prompt(language: str = "Python") -> str:
    """A prompt in one of eight languages."""
    tag, code = CODE[language]
    return PROMPT.format(tag=tag, code=code)


def trail(language: str = "Python") -> list[Json]:
    """A first round that was rejected."""
    first = prompt(language).replace("Keep `total` exact", "Keep it exact").replace("3. ", "3. Please: ")
    return [
        step("author", "Write the prompt", 1, 5, fields={"prompt": first}, is_own=True),
        step("check", "Check", 1, 6, verdict="passed", evidence=evidence()),
        step(
            "review", "Review the prompt", 1, 20, verdict="rejected", form_fields=REVIEW_FORM,
            form={"category": True, "language": True, "quality": 2, "realism": 4, "difficulty": "medium",
                  "problems": ["unclear", "style"], "details": "What does “exact” mean for amounts?"},
            reason="The third point does not say what has to be exact. Name the field and show an amount,\n"
                   "so that an answer can be checked.",
        ),
    ]  # fmt: skip


def suggestions() -> list[Json]:
    """A model's examples."""
    return [
        {"id": 1, "title": "A cache that never forgets", "persona": "a backend developer in a small team",
         "scenario": "a service that slows down over days", "topic": "Caching", "model": "qwen2.5-coder-32b",
         "is_weak": False, "text": prompt("Go")},
        {"id": 2, "title": "", "persona": "a student", "scenario": "homework", "topic": "Sorting",
         "model": "tiny-embedded-0.5b", "is_weak": True, "text": "Write a function that sort a list of number."},
    ]  # fmt: skip


def work(**more: Any) -> Json:
    """What a text stage shows."""
    return {
        "brief": brief(), "fields": {}, "shown": [], "field_titles": {"prompt": "Prompt", "completion": "Completion"},
        "trail": [], "suggestions": [], "evidence": [], "run": None, "pair": None, "is_rework": False,
        "reserved_until": None, **more,
    }  # fmt: skip


def stage(kind: str, title: str, form: list[Json], **more: Any) -> Json:
    """A stage as a worker sees it."""
    return {
        "id": 7, "campaign_id": 1, "campaign_title": "Code prompts", "simulated": False, "kind": kind,
        "category": "python", "category_title": "Python", "title": title, "state": "OPEN", "price": "4.20",
        "currency": "USD", "expected_s": 900, "hourly": "16.80", "lease_s": 7200, "open_tasks": 12,
        "skill_key": None, "skill_min": 0, "skill_level": None, "has_quiz": False, "may_work": True, "answers": 3,
        "labels": [], "instructions": INSTRUCTIONS, "form": form, "checklist": [], **more,
    }  # fmt: skip


def assignment(work_: Json) -> Json:
    """A claimed task."""
    return {
        "id": 41, "stage_id": 7, "item_id": 99, "round": 1, "category": "python", "price": "4.20", "chunk": 0,
        "chunks": 1, "claimed_at": AT.format(30), "leased_until": "2099-01-01T00:00:00Z", "first_column": 0,
        "first_line": 1, "language": "Python", "path": "", "repository": "", "start_char": 0, "subject": None,
        "text": "", "draft": None, "work": work_,
    }  # fmt: skip


PROMPT_FIELD = field(
    "prompt", "markdown", "Prompt", max_chars=8_000, help="What somebody would ask, with its code."
)
COMPLETION_FIELD = field("completion", "markdown", "Completion", max_chars=20_000)
EIGHT = "\n\n---\n\n".join(prompt(language) for language in CODE)

#: name → (stage, what its task shows)
SCENES: dict[str, tuple[Json, Json]] = {
    "author": (
        stage("author", "Write the prompt: Python", [PROMPT_FIELD], checklist=CHECKLIST),
        work(suggestions=suggestions(), fields={"prompt": prompt()}),
    ),
    "author-empty": (
        stage("author", "Write the prompt: Python", [PROMPT_FIELD]),
        work(brief={**brief(), "context": "", "keywords": [], "dimensions": {}, "source": None}),
    ),
    "author-completion": (
        stage("author", "Write the completion: Python", [COMPLETION_FIELD], checklist=CHECKLIST[:3]),
        work(fields={"prompt": prompt(), "completion": ANSWER}, shown=["prompt"], suggestions=suggestions()),
    ),
    "author-many": (
        stage("author", "Write prompt and tests: Python", [
            field("title", "text", "Title", max_chars=120, required=False), PROMPT_FIELD,
            field("tests", "code", "Tests", max_chars=4000), *REVIEW_FORM[4:5],
        ], checklist=[*CHECKLIST, *CHECKLIST[:3]][:6]),
        work(fields={"prompt": EIGHT, "tests": CODE["Python"][1]}, suggestions=suggestions() * 5),
    ),
    "rework": (
        stage("author", "Write the prompt: Python", [PROMPT_FIELD], checklist=CHECKLIST),
        work(fields={"prompt": prompt()}, trail=trail(), is_rework=True, reserved_until="2099-01-02T10:00:00Z"),
    ),
    "review": (
        stage("review", "Review the completion: Python", REVIEW_FORM),
        work(fields={"prompt": prompt(), "completion": ANSWER}, shown=["prompt", "completion"], trail=trail(),
             evidence=evidence(), run=run_result()),
    ),
    "review-empty": (
        stage("review", "Review the prompt: Python", []),
        work(fields={"prompt": ""}, shown=["prompt"]),
    ),
    "review-many": (
        stage("review", "Review the prompt: Several languages", [
            {**one, "key": f"{one['key']}{copy}"} for copy in range(3) for one in REVIEW_FORM
            if not one["required_if"]
        ]),
        work(fields={"prompt": EIGHT}, shown=["prompt"], evidence=evidence() * 2, run=run_result()),
    ),
    "compare": (
        stage("compare", "Compare answers: Python", CRITERIA),
        work(pair={"prompt": prompt(), "left": ANSWER, "right": OTHER_ANSWER}),
    ),
    "compare-bare": (
        stage("compare", "Compare answers: Python", []),
        work(pair={"prompt": "How do I reverse a list?", "left": "Use `reversed(items)`.", "right": ""}),
    ),
    "compare-many": (
        stage("compare", "Compare answers: Several languages", [*CRITERIA, *[
            {**one, "key": f"{one['key']}2"} for one in REVIEW_FORM[:5]
        ]]),
        work(pair={"prompt": EIGHT, "left": EIGHT, "right": ANSWER * 4}),
    ),
}  # fmt: skip

VERSIONS = [
    {
        "revision": 9 - at,
        "saved_at": AT.format(40 - at),
        "content": {"fields": {"prompt": prompt()[: 900 - 90 * at]}},
    }
    for at in range(8)
]
