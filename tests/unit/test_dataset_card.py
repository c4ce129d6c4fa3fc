"""The dataset card: its header is YAML, its tables hold, and it says what must be said."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from huggingface_hub import DatasetCard
from markdown_it import MarkdownIt
from ruamel.yaml import YAML
from tests.comparisons import JUDGE, drawn

from goldsmith.domain.errors import InvalidInput
from goldsmith.evaluation.card import render_card
from goldsmith.evaluation.card_facts import (
    CardFacts,
    Check,
    Column,
    DataFile,
    DatedOverride,
    GateFacts,
    ModelUse,
    People,
    SandboxResult,
    Source,
)
from goldsmith.evaluation.distribution import distribution
from goldsmith.evaluation.gate import Criterion, Evidence, Override
from goldsmith.evaluation.markdown import escaped_block, paragraphs
from goldsmith.evaluation.report.measure import evaluate

HOSTILE = (
    "a | b\r\n---\r\n# c `d` **e** <script>f</script> [g](http://h) ![i](j) | &lt;k --> "
    "\x00\u2028\ud800 ``` ~~l~~ $m$ 日本 \\| : - {n: 'o'} \"p\""
)

GATE = GateFacts(
    criteria=(
        Criterion("target_deficit", at_most=0),
        Criterion("win_rate_low", at_least=0.5),
        Criterion("sandbox_pass_rate", at_least=0.9),
        Criterion("near_duplicates", at_most=0),
    ),
    evidence=(
        Evidence("target_deficit", 3),
        Evidence("win_rate_low", 0.61, "sparring-135m"),
        Evidence("win_rate_low", 0.44, "frontier-chat"),
        Evidence("sandbox_pass_rate", None, why_missing="scalac is not installed"),
    ),
    overrides=(
        DatedOverride(
            Override("target_deficit", "Vera Wolff", "Three Scala cells come later"),
            datetime(2026, 5, 4, 11, 30, tzinfo=timezone(timedelta(hours=2))),
        ),
        DatedOverride(
            Override("win_rate_low", "Vera Wolff", "Known", "frontier-chat"), datetime(2026, 5, 4, tzinfo=UTC)
        ),
    ),
)


@pytest.fixture(scope="module")
def evaluation():
    return evaluate(drawn(), seed=0, weak_models={"sparring-135m"}, n_resamples=200)


@pytest.fixture
def facts(evaluation):
    return CardFacts(
        title="Spring set",
        version="1.2.0",
        description="For fine-tuning.\n\nSecond part.",
        made_on=date(2026, 5, 4),
        data_points=1204,
        natural_languages=("en",),
        programming_languages=("Python", "Go"),
        licences=("Apache-2.0",),
        task_categories=("text-generation",),
        stages=("Problems were taken from documentation.", "Experts wrote prompts."),
        models=(ModelUse("judge", JUDGE), ModelUse("opponent", "sparring-135m", is_weak=True)),
        people=People(experts=12, countries=5, are_simulated=False),
        distribution=distribution(
            ("language", "category"), [("go", "x")] * 3 + [("c", "x")], {("go", "x"): 2, ("c", "x"): 4}
        ),
        checks=(
            Check("near-duplicates", "within the dataset", "MinHash, 0.8", 4, outcome="all removed"),
            Check("contamination", "HumanEval, MBPP", "13-grams", 0),
            Check("secrets", "all texts", "rules", None, why_missing="rules not installed"),
        ),
        sandbox=(SandboxResult("Go", 90, 10), SandboxResult("Scala", 0, 0, 7, "scalac is not installed")),
        evaluation=evaluation,
        gate=GATE,
        sources=(Source("Go by hand", "CC-BY-4.0", "https://example.org/go", 3),),
        limits=("English only.",),
        columns=(Column("prompt", "string", "What the expert asks."),),
        files=(
            DataFile("data/train.parquet", 1204, 99_000, "0" * 64),
            DataFile("evaluation.html", 0, 9, "f" * 64, split=""),
        ),
    )


@pytest.fixture
def attacked(facts):
    evaluation = evaluate(
        [
            replace(row, model_b=HOSTILE if row.model_b[0] == "f" else row.model_b)
            for row in drawn(prompts=30)
        ],
        seed=0,
        n_resamples=50,
    )
    return replace(
        facts,
        title=HOSTILE,
        version=HOSTILE,
        description=f"- {HOSTILE}\n\n# {HOSTILE}\n\n    code",
        natural_languages=(HOSTILE,),
        programming_languages=(HOSTILE,),
        licences=(HOSTILE,),
        task_categories=(HOSTILE,),
        stages=(HOSTILE, HOSTILE),
        models=(ModelUse(HOSTILE, HOSTILE, is_weak=True),),
        distribution=distribution((HOSTILE,), [(HOSTILE,)], {}),
        checks=(Check(HOSTILE, HOSTILE, HOSTILE, 1, HOSTILE, HOSTILE), Check("a", "b", "c", None, HOSTILE)),
        sandbox=(SandboxResult(HOSTILE, 1, 1, 1, HOSTILE),),
        evaluation=evaluation,
        gate=GateFacts(
            (Criterion("win_rate_low", at_least=0.5),),
            (Evidence("win_rate_low", None, HOSTILE, HOSTILE),),
            (DatedOverride(Override("win_rate_low", HOSTILE, HOSTILE, HOSTILE), datetime(2026, 5, 4, tzinfo=UTC)),),
        ),
        sources=(Source(HOSTILE, HOSTILE, HOSTILE, 1),),
        limits=(HOSTILE, "- a", "1. b", "# c"),
        columns=(Column(HOSTILE, HOSTILE, HOSTILE),),
        files=(DataFile(HOSTILE, 1, 1, "0" * 64, HOSTILE),),
    )  # fmt: skip


def parts(card):
    """The header as data, and the tokens of the body."""
    _, header, body = card.split("---\n", 2)
    return YAML(typ="safe", pure=True).load(header), MarkdownIt("commonmark").enable("table").parse(body)


def tables(tokens):
    """Rows of cells' texts, a table each."""
    found = []
    for at, token in enumerate(tokens):
        if token.type == "table_open":
            found.append([])
        elif token.type == "tr_open":
            found[-1].append([])
        elif token.type in ("td_open", "th_open"):
            found[-1][-1].append(words(tokens[at + 1]))
    return found


def words(inline):
    return "".join(child.content for child in inline.children)


def test_the_header_is_what_the_hub_reads(facts):
    header, _ = parts(render_card(facts))
    assert header == {
        "pretty_name": "Spring set",
        "language": ["en", "code"],
        "license": "apache-2.0",
        "task_categories": ["text-generation"],
        "size_categories": ["1K<n<10K"],
        "annotations_creators": ["expert-generated"],
        "tags": ["goldsmith", "code", "python", "go"],
        "configs": [
            {"config_name": "default", "data_files": [{"split": "train", "path": ["data/train.parquet"]}]}
        ],
    }
    assert next(iter(header)) == "pretty_name"
    assert DatasetCard(render_card(facts)).data.license == "apache-2.0"


@pytest.mark.parametrize(
    ("licences", "expected"),
    [
        (("MIT", "CC-BY-4.0"), {"license": ["mit", "cc-by-4.0"]}),
        (("Elastic-2.0",), {"license": "other", "license_name": "Elastic-2.0", "license_link": "LICENSE"}),
        (
            ("MIT", "no: idea"),
            {"license": "other", "license_name": "MIT and no: idea", "license_link": "LICENSE"},
        ),
    ],
)
def test_licences(facts, licences, expected):
    header, _ = parts(render_card(replace(facts, licences=licences)))
    assert {key: value for key, value in header.items() if key.startswith("license")} == expected


@pytest.mark.parametrize(
    ("count", "size"),
    [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (10**7, "10M<n<100M"), (10**12, "n>1T")],
)
def test_sizes(facts, count, size):
    assert parts(render_card(replace(facts, data_points=count)))[0]["size_categories"] == [size]


def test_the_body_says_it_all(facts):
    card = render_card(facts)
    for text in (
        "12 experts from 5 countries.",
        "4, all removed",
        "HumanEval, MBPP",
        "not checked: rules not installed",
        "7 (not checked: scalac is not installed)",
        "arbiter-large, corrected",
        "sparring-135m (small embedded model, weak)",
        "Go by hand",
        "English only.",
        "0" * 64,
        "moderate trust",
        "1. Problems were taken from documentation.",
    ):
        assert text in card, text
    counts = tables(parts(card)[1])[1]
    assert counts == [
        ["Language", "Data points", "Target", "To go"],
        ["c", "1", "4", "3"],
        ["go", "3", "2", "0"],
    ]


def test_the_gate_with_what_was_measured_and_who_answers(facts):
    card = render_card(facts)
    rows = next(rows for rows in tables(parts(card)[1]) if rows[0][0] == "Criterion")
    assert [row[1:] for row in rows[1:]] == [
        ["the dataset", "at most 0", "3", "overridden"],
        ["sparring-135m", "at least 50 %", "61 %", "pass"],
        ["frontier-chat", "at least 50 %", "44 %", "overridden"],
        ["the dataset", "at least 90 %", "not measured: scalac is not installed", "fail"],
        ["the dataset", "at most 0", "not measured", "fail"],
    ]
    assert "The gate: **not passed**." in card
    assert "| data points to go | Vera Wolff | 2026-05-04 09:30 UTC | Three Scala cells come later |" in card
    fine = replace(facts, gate=GateFacts(GATE.criteria[:2], GATE.evidence[:3], GATE.overrides))
    assert "The gate: **passed with overrides**." in render_card(fine)


def test_simulated_workers_are_named_first(facts):
    with pytest.raises(InvalidInput, match="disagree"):
        replace(facts, people=People(40, 9, are_simulated=True))
    simulated = evaluate(drawn(), seed=0, are_experts_simulated=True, n_resamples=50)
    card = render_card(replace(facts, people=People(40, 9, are_simulated=True), evaluation=simulated))
    header, tokens = parts(card)
    first = words(tokens[next(at for at, token in enumerate(tokens) if token.type == "paragraph_open") + 1])
    assert first.startswith("The experts behind this dataset are simulated.")
    assert "40 workers; no person" in first
    assert header["annotations_creators"] == ["machine-generated"]
    assert "countries" not in card
    assert "| simulated experts |" in card


def test_hostile_words_stay_words(attacked, facts):
    card = render_card(attacked)
    card.encode()
    header, tokens = parts(card)
    assert header["pretty_name"].startswith("a | b --- # c")
    for rows in tables(tokens):
        assert len({len(row) for row in rows}) == 1
        assert len(rows) > 1
    kinds = {child.type for token in tokens for child in (token.children or [token])}
    assert not kinds & {
        "html_inline",
        "html_block",
        "link_open",
        "image",
        "fence",
        "code_block",
        "em_open",
        "hr",
    }
    # The same outline as of a harmless card: nothing became a heading, a table or a list of its own.
    _, harmless = parts(render_card(facts))
    headings = [words(tokens[at + 1]) for at, token in enumerate(tokens) if token.type == "heading_open"]
    assert len(headings) == sum(token.type == "heading_open" for token in harmless)
    assert headings[0].count("| b") == 1
    assert sum(token.type == "list_item_open" for token in tokens) < 20
    assert {token.level for token in tokens if token.type == "list_item_open"} == {1}
    cells = [cell for rows in tables(tokens) for row in rows for cell in row]
    assert any("<script>f</script> [g](http://h)" in cell for cell in cells)


def test_a_card_of_nothing(facts):
    empty = replace(
        facts, data_points=0, models=(), distribution=None, checks=(), sandbox=(), evaluation=None, gate=None,
        sources=(), limits=(), columns=(), files=(), stages=(), programming_languages=(),
    )  # fmt: skip
    card = render_card(empty)
    for text in (
        "No model took part.",
        "No target was set.",
        "Not checked",
        "Not measured",
        "No gate was set.",
    ):
        assert text in card
    assert "configs" not in parts(card)[0]


def test_facts_that_mislead_are_refused(facts):
    with pytest.raises(InvalidInput, match="64 hexadecimal"):
        DataFile("x", 1, 1, "`|`")
    with pytest.raises(InvalidInput, match="nobody says why"):
        SandboxResult("Scala", 0, 0, 1)
    with pytest.raises(InvalidInput):
        SandboxResult("Scala", -1, 0)
    with pytest.raises(InvalidInput):
        People(-1, 0, are_simulated=False)
    with pytest.raises(InvalidInput, match="licence"):
        replace(facts, licences=(" ",))
    with pytest.raises(InvalidInput, match="title"):
        replace(facts, title="")


@pytest.mark.parametrize(
    "text", ["- a", "+ a", "1. a", "2) a", "# a", "> a", "***", "---", "===", "```", "| a |", "<!-- a"]
)
def test_no_text_opens_a_block(text):
    tokens = MarkdownIt("commonmark").enable("table").parse(escaped_block(text))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert words(tokens[1]) == text


def test_paragraphs_are_parted_by_empty_lines():
    assert paragraphs("a\nb\n \n\nc") == ["a b", "c"]
    assert paragraphs(" \n") == []
