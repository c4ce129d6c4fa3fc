"""What the bank of coding tasks promises: found again from the text, distinct, and right where it says so."""

import itertools
import re
from collections import Counter
from random import Random

import numpy as np
import pytest

from goldsmith.evaluation.dedup import Entry, find_duplicates
from goldsmith.pii.text import find
from goldsmith.sandbox import Limits, Phase, Program, Verdict
from goldsmith.sandbox.snippets import programs
from goldsmith.simulation.experts import bank
from goldsmith.simulation.experts.bank.cases import cases, expected, mistaken
from goldsmith.simulation.experts.bank.family import find_name
from goldsmith.simulation.experts.bank.topic import topics
from goldsmith.simulation.experts.reading import code_in, prose
from sandboxes import check

LIMITS = Limits(wall_s=60, cpu_s=30)
FAMILIES = [(language, key) for language in bank.LANGUAGES for key in bank.families(language)]
REQUIRED = {"generation", "bug_fixing", "refactoring", "testing", "optimisation"}

# Compilers are slow: there a wrong answer is tried for one family, and Scala compiles two programs in all.
QUICK = ("python", "sql", "javascript", "c")
SANDBOXED = [(language, key) for language, key in FAMILIES if language != "scala" or key == "report"]


def drawn(language, key, difficulty, seed):
    """A task of one family; some families share their category."""
    rng = Random(f"{key} {seed}")
    category = bank.families(language)[key].category
    tasks = (bank.draw(language, category, difficulty, rng) for _ in itertools.count())
    return next(task for task in tasks if task.family_key == key)


def run(task, code):
    main = bank.MAIN_FILES[task.language]
    return check(Program(task.language, {main: code}, main, tests=bank.tests(task)), LIMITS)


# ── what there is ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", bank.LANGUAGES)
def test_every_language_has_its_categories(language):
    assert set(bank.categories(language)) >= REQUIRED | {"data_querying", "explanation", "translation"}
    assert len(bank.families(language)) >= 6


def test_every_name_belongs_to_one_task():
    suffixes = Counter(family.suffix for name in ("python", "sql") for family in bank.families(name).values())
    assert set(suffixes.values()) == {1}
    for topic in topics().values():
        for language in ("python", "sql"):
            for family in bank.families(language).values():
                assert find_name(f"{topic.key}_{family.suffix}") == (topic, family)


# ── texts ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("language", "key"), FAMILIES)
def test_a_task_is_found_again_from_its_prompt(language, key):
    for difficulty in bank.DIFFICULTIES:
        for seed in range(12):
            task = drawn(language, key, difficulty, seed)
            text = bank.prompt(task, Random(seed), keyword="hash `maps`\n{x}")
            assert bank.parse(text) == task
            assert bank.parse(text.replace(" ", "  ").replace("\n", "\r\n")) == task
            assert (task.language, task.difficulty) == (language, difficulty)


@pytest.mark.parametrize(("language", "key"), FAMILIES)
def test_a_demand_left_out_is_noticed(language, key):
    task = drawn(language, key, "hard", 1)
    text = bank.prompt(task, Random(1))
    sentences = [one for wordings in task.family.sentences.values() for one in wordings]
    for sentence in sentences:
        said = (
            sentence.write(task.params, task.names()) if set(sentence.parameters) <= set(task.params) else ""
        )
        if said and said in text:
            assert bank.parse(text.replace(said, "")) != task


@pytest.mark.parametrize(("language", "key"), FAMILIES)
def test_the_tests_can_tell_a_likely_mistake(language, key):
    for difficulty in bank.DIFFICULTIES:
        for seed in range(12):
            task = drawn(language, key, difficulty, seed)
            wrong = mistaken(task)
            assert any(expected(task, wrong, given) != want for given, want in cases(task))
            assert bank.wrong_program(task) != bank.program(task)


@pytest.mark.parametrize("language", bank.LANGUAGES)
def test_a_completion_explains_and_has_one_block_of_its_language(language):
    for seed, key in enumerate(bank.families(language)):
        task = drawn(language, key, "medium", seed)
        text = bank.completion(task, Random(seed))
        assert code_in(text, language).strip() == bank.program(task).strip()
        assert len(prose(text)) > 60
        assert set(re.findall(r"^```(\w+)", text, re.MULTILINE)) <= {language, "text"}


@pytest.mark.parametrize("language", bank.LANGUAGES)
def test_prompts_are_distinct(language):
    """No two of 500 prompts have the same words, or share more than 70 % of their three-word shingles."""
    rng = Random(f"distinct {language}")
    tasks = [
        bank.draw(language, rng.choice(bank.categories(language)), rng.choice(bank.DIFFICULTIES), rng)
        for _ in range(500)
    ]
    words = [re.findall(r"\w+", bank.prompt(task, rng).lower()) for task in tasks]
    assert len({" ".join(one) for one in words}) == 500
    shingles = [set(zip(one, one[1:], one[2:], strict=False)) for one in words]
    numbers = {shingle: at for at, shingle in enumerate(set().union(*shingles))}
    has = np.zeros((len(words), len(numbers)), dtype=np.float32)
    for row, found in enumerate(shingles):
        has[row, [numbers[shingle] for shingle in found]] = 1
    shared = has @ has.T
    sizes = has.sum(axis=1)
    jaccard = shared / (sizes[:, None] + sizes[None, :] - shared)
    np.fill_diagonal(jaccard, 0)
    close = {tuple(sorted(pair)) for pair in np.argwhere(jaccard > 0.7).tolist()}
    # The same task drawn twice is a true duplicate, and rare.
    assert all(tasks[one] == tasks[other] for one, other in close)
    assert len(set(tasks)) >= 497


def test_flawed_prompts_are_what_they_say():
    for language, seed in itertools.product(bank.LANGUAGES, range(10)):
        made = {
            flaw: bank.flawed_prompt(flaw, language, "testing", "easy", Random(seed))
            for flaw in bank.PromptFlaw
        }
        tasks = {flaw: bank.parse(text) for flaw, text in made.items()}
        assert tasks[bank.PromptFlaw.VAGUE] is None
        assert tasks[bank.PromptFlaw.WRONG_CATEGORY].category != "testing"
        assert tasks[bank.PromptFlaw.SECRET].category == "testing"
        popular = {bank.popular(language, "testing", "easy", number) for number in range(2)}
        assert tasks[bank.PromptFlaw.NEAR_DUPLICATE] in popular


@pytest.mark.parametrize("language", bank.LANGUAGES)
def test_a_completion_is_one_program_for_the_sandbox_and_holds_no_secret(language):
    for seed, key in enumerate(bank.families(language)):
        task = drawn(language, key, "medium", seed)
        texts = bank.prompt(task, Random(seed)), bank.completion(task, Random(seed)), bank.tests(task)
        found = [one for one in programs(texts[1], language=language, tests=texts[2]) if one.program]
        assert [one.language for one in found] == [language]
        assert not any(map(find, texts))


@pytest.mark.parametrize("language", ["python", "sql"])
def test_copies_are_found_as_duplicates_and_other_tasks_are_not(language):
    flaw, rng = bank.PromptFlaw.NEAR_DUPLICATE, Random(4)
    copies = [bank.flawed_prompt(flaw, language, "testing", "easy", rng) for _ in range(6)]
    others = [bank.prompt(bank.draw(language, "testing", "easy", rng), rng) for _ in range(20)]
    entries = [Entry(str(at), text, language, "testing") for at, text in enumerate([*copies, *others])]
    pairs = {(int(one.first), int(one.second)) for one in find_duplicates(entries, embedder=None)}
    tasks = [bank.parse(entry.text) for entry in entries]
    alike = {(a, b) for a, b in itertools.combinations(range(6), 2) if tasks[a] == tasks[b]}
    assert alike
    assert pairs == alike


# ── the real sandbox ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("language", "key"), SANDBOXED)
def test_the_right_answer_passes_its_tests(language, key):
    task = drawn(language, key, "hard", 3)
    report = run(task, bank.program(task))
    if report is None:
        pytest.skip("this machine has not the tools")
    assert report.verdict is Verdict.PASSED, report
    assert report.is_tested


@pytest.mark.parametrize(
    ("language", "key"),
    [one for one in SANDBOXED if one[0] in QUICK or one[1] == ("bands" if one[0] != "scala" else "report")],
)
def test_the_wrong_answer_compiles_and_fails_its_tests(language, key):
    task = drawn(language, key, "hard", 4)
    report = run(task, bank.wrong_program(task))
    if report is None:
        pytest.skip("this machine has not the tools")
    assert report.verdict is Verdict.FAILED, report
    assert report.phases[-1].phase is Phase.TEST


@pytest.mark.parametrize("language", [name for name in bank.LANGUAGES if name not in ("go", "scala", "cpp")])
def test_a_completion_also_runs_without_tests(language):
    task = drawn(language, next(iter(bank.families(language))), "easy", 5)
    main = bank.MAIN_FILES[language]
    report = check(Program(language, {main: bank.program(task)}, main), LIMITS)
    if report is None:
        pytest.skip("this machine has not the tools")
    assert report.verdict is Verdict.PASSED, report
