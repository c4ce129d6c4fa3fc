"""The evaluation of comparisons whose truth is drawn, and its page."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import numpy as np
import pytest
from tests.comparisons import CATEGORIES, JUDGE, LANGUAGES, drawn

from goldsmith.aggregation.agreement import nominal_alpha
from goldsmith.domain.errors import InvalidInput
from goldsmith.evaluation.charts import Dot, Series, dots_and_intervals, short
from goldsmith.evaluation.distribution import distribution
from goldsmith.evaluation.pairwise import Comparison
from goldsmith.evaluation.report.alpha import bootstrap_alpha, majority
from goldsmith.evaluation.report.findings import WEAK_JUDGE
from goldsmith.evaluation.report.measure import evaluate
from goldsmith.evaluation.report.page import render
from goldsmith.evaluation.style import Style

MADE = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>&\"'$x_1$\x00\u202e\ud800 日本 {{ 7*7 }}"


def measured(rows, **more):
    settings = {"seed": 0, "alpha_of": nominal_alpha, "n_resamples": 300, **more}
    return evaluate(rows, **settings)


def page(evaluation, **more):
    return render(evaluation, title="Evaluation", campaign="code-sft", made_at=MADE, **more)


class Outline(HTMLParser):
    """Tags, ids, and the words of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.ids, self.words, self.open = [], [], "", []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.ids += [value for name, value in attrs if name == "id"]

    def handle_data(self, data):
        self.words += data


@pytest.fixture(scope="module")
def rows():
    return drawn(prompts=240, expert_share=0.4, experts=("anna", "ben", "cleo"), overlap=3)


@pytest.fixture(scope="module")
def found(rows):
    return measured(rows)


def test_the_truth_is_found_by_each_side_apart(found):
    # Experts miss a tenth and tie a tenth, the judge misses 22 % and is pulled to the middle by its first place.
    expected = {
        "sparring-135m": (0.85 * 0.9 + 0.15 * 0.1, 0.85 * 0.78 + 0.15 * 0.22),
        "frontier-chat": (0.6 * 0.9 + 0.4 * 0.1, 0.6 * 0.78 + 0.4 * 0.22),
    }
    people, judge = found.sides
    assert (people.is_expert, people.n_judges, judge.name) == (True, 3, JUDGE)
    assert found.opponents == ("frontier-chat", "sparring-135m")
    for by_experts, by_judge in zip(people.by_opponent, judge.by_opponent, strict=True):
        truth, seen = expected[dict(by_experts.group)["opponent"]]
        assert by_experts.value == pytest.approx(truth, abs=0.13)
        assert by_judge.value == pytest.approx(seen, abs=0.08)
        assert by_judge.n_prompts == 240 > by_experts.n_prompts
    assert people.n_comparisons == 2 * 3 * people.n_prompts


def test_every_group_has_its_interval_and_prompts(found):
    judge = found.judges[0].verdicts
    assert [dict(rate.group)["language"] for rate in judge.by_language] == 2 * list(LANGUAGES)
    assert [dict(rate.group)["category"] for rate in judge.by_category] == 2 * list(CATEGORIES)
    assert {rate.n_prompts for rate in judge.by_language} == {30}
    assert all(rate.value in rate.interval for rate in (*judge.by_language, *judge.by_category))


def test_the_judge_is_held_against_the_experts(found):
    judge = found.judges[0]
    position = judge.position.value
    # It takes the first place in 8 % of both orders, whatever the answers say: half of those disagree.
    assert position.bias == pytest.approx(0.08, abs=0.05)
    assert position.consistency == pytest.approx(1 - 0.08, abs=0.05)
    assert 0.2 < judge.agreement.value.kappa < 0.7
    assert judge.alpha.value.value in judge.alpha.value.interval
    assert judge.alpha.value.n_pairs == judge.agreement.value.n_pairs
    for one in judge.corrected_by_opponent:
        assert one.found.value.basis == "corrected"
        assert one.found.value.value in one.found.value.interval
    assert found.experts.alpha.value.value > judge.alpha.value.value
    assert found.experts.first_place.value.value == pytest.approx(0.5, abs=0.08)
    assert all(one.found.value is not None for one in judge.verdicts.controlled_by_opponent)
    assert found.experts.verdicts.controlled.value.raw == found.experts.verdicts.overall.value.value
    assert [rating.model for rating in judge.verdicts.ratings.value][-1] == "sparring-135m"


def test_conclusions_never_claim_more_than_the_evidence(found):
    assert {one.opponent: (one.lead, one.trust) for one in found.conclusions}["sparring-135m"] == (
        "subject",
        "moderate",
    )
    everything = json.dumps(found.to_json()) + page(found)
    assert not re.search(r"high (confidence|trust)", everything)
    assert "All verdicts of models come from one judge" in found.caveats[0]


def test_json_is_plain_and_repeats(rows, found):
    text = json.dumps(found.to_json(), allow_nan=False)
    assert json.loads(text) == found.to_json()
    again = measured(list(reversed(rows)))
    assert again == found
    assert measured(rows, seed=1) != found


def test_another_judge_changes_no_number_of_the_first(rows, found):
    second = [replace(row, judge="other") for row in rows if not row.is_expert]
    both = measured([*rows, *second])
    assert [judge.verdicts.name for judge in both.judges] == [JUDGE, "other"]
    assert both.judges[0] == found.judges[0]
    assert both.experts == found.experts
    assert Outline(page(both)).words.count("judge other") > 4


def test_nothing_compared():
    empty = measured([])
    assert (empty.opponents, empty.experts, empty.judges, empty.n_prompts) == ((), None, (), 0)
    assert empty.caveats == ("Nothing was measured: no comparison has the experts' completions.",)
    assert "Nothing was measured" in Outline(page(empty)).words
    others = measured([Comparison("p", "x", "y", "j", 1.0)])
    assert others.caveats == empty.caveats


def test_no_experts_is_low_trust(rows):
    alone = measured([row for row in rows if not row.is_expert])
    assert alone.experts is None
    assert {one.trust for one in alone.conclusions} == {"low"}
    assert "one judge alone, and no expert compared" in alone.conclusions[0].words
    judge = alone.judges[0]
    assert judge.agreement.why_missing == "too few pairs both experts and the judge saw: 0 of at least 10"
    assert judge.corrected.why_missing == "too few prompts both experts and the judge saw: 0 of at least 30"
    assert "too few pairs both experts and the judge saw: 0 of at least 10" in Outline(page(alone)).words


def test_no_judge(rows):
    people = measured([row for row in rows if row.is_expert])
    assert people.judges == ()
    words = Outline(page(people)).words
    assert "No model judged." in words
    assert people.conclusions[1].trust == "moderate"


def test_few_shared_prompts_say_how_many():
    few = measured(drawn(prompts=24, opponents={"x": 0.7}, expert_share=0.12))
    judge = few.judges[0]
    n = few.experts.verdicts.n_prompts
    assert 0 < n < 10
    assert judge.agreement.why_missing == f"too few pairs both experts and the judge saw: {n} of at least 10"
    assert judge.corrected.why_missing.endswith(f"{n} of at least 30")
    assert few.experts.alpha.why_missing == f"too few pairs that two experts saw: {n} of at least 10"
    assert few.conclusions[0].trust == "low"
    assert "fewer than 30" in few.conclusions[0].words
    assert few.conclusions[0].lead == "open"
    assert judge.verdicts.controlled.why_missing == "too few prompts to take length out: 24 of at least 60"
    assert page(few)


def test_a_judge_that_always_takes_the_first_is_found_out():
    rows = [
        Comparison(f"p{n}", "experts", "x", "first!", float(order == "ab"), order)
        for n in range(40)
        for order in ("ab", "ba")
    ]
    found = measured(rows)
    judge = found.judges[0]
    assert judge.verdicts.by_opponent[0].value == 0.5
    assert (judge.position.value.consistency, judge.position.value.bias) == (0, 1)
    assert found.conclusions[0].lead == "open"
    assert any("favours the answer shown first: bias +1.00" in one for one in found.caveats)
    assert any("changes its verdict more often than it keeps it" in one for one in found.caveats)


def test_a_judge_that_always_prefers_the_subject_is_finite():
    rows = [
        Comparison(f"p{n}", "experts", "x", "fan", 1.0, order, style_a=Style(n + 9), style_b=Style(9))
        for n in range(70)
        for order in ("ab", "ba")
    ]
    rows += [Comparison(f"p{n}", "experts", "x", "anna", 1.0, is_expert=True) for n in range(70)]
    found = measured(rows)
    rate = found.judges[0].verdicts.by_opponent[0]
    assert rate.value == 1
    assert rate.interval.low < 1
    assert found.judges[0].agreement.value.kappa is None
    assert found.judges[0].alpha.why_missing.startswith("all verdicts are the same")
    assert found.experts.verdicts.controlled.why_missing.endswith("does not say how its answers look")
    assert "undefined" in page(found)
    json.dumps(found.to_json(), allow_nan=False)


def test_weak_and_simulated_are_always_named(rows):
    found = measured(rows, weak_models={JUDGE, "sparring-135m"}, are_experts_simulated=True)
    assert found.judges[0].is_weak
    assert {one.trust for one in found.conclusions} == {"low"}
    words = Outline(page(found)).words
    assert WEAK_JUDGE in words
    assert "Weak opponent: a win against it says little" in words
    assert "The experts are simulated" in words
    assert "simulated experts" in words
    only = measured([row for row in rows if not row.is_expert], weak_models={JUDGE})
    assert {one.lead for one in only.conclusions} == {"open"}


def test_a_judge_of_its_own_answers_is_named():
    found = measured(drawn(prompts=20, opponents={JUDGE: 0.5}))
    assert found.judges[0].is_opponent
    assert any("judged its own answers" in one for one in found.caveats)


def test_what_counts_twice_is_refused():
    row = Comparison("p", "experts", "x", "j", 1.0, "ab")
    with pytest.raises(InvalidInput, match="twice"):
        measured([row, row])
    with pytest.raises(InvalidInput):
        measured([], level=1.0)


def test_few_prompts_have_a_wide_interval():
    rows = [
        Comparison(f"p{n}", "experts", "x", name, preference, is_expert=True)
        for n, verdicts in enumerate([(1, 1), (1, 0.5), (1, 1)])
        for name, preference in zip(("anna", "ben"), verdicts, strict=True)
    ]
    rate = measured(rows).experts.verdicts.by_opponent[0]
    assert rate.value == pytest.approx(11 / 12)
    # Wilson's ends are the shares from which the value is 1.96 of their own standard errors away.
    for end in (rate.interval.low, rate.interval.high):
        assert abs(rate.value - end) == pytest.approx(1.96 * (end * (1 - end) / 3) ** 0.5, rel=1e-3)


def test_points_of_the_form_and_the_side_they_are_told_from():
    strengths = [0, 0.25, 0.4, 0.5, 0.75, 1, 1]
    rows = [
        Comparison(f"p{n}", "x", "experts", "anna", 1 - s, is_expert=True) for n, s in enumerate(strengths)
    ]
    assert measured(rows).experts.verdicts.preferences[0].counts == (1, 1, 2, 1, 2)


def test_alpha_is_that_of_the_counts_and_resamples_prompts():
    rows = [row for row in drawn(prompts=60, expert_share=1, judge=None)]
    value, n_pairs = bootstrap_alpha(
        rows, nominal_alpha, np.random.default_rng(0), n_resamples=200, level=0.95
    )
    assert n_pairs == 120
    assert value.value in value.interval
    one_prompt = [replace(row, prompt_id="p") for row in rows[:2]]
    alone, _ = bootstrap_alpha(one_prompt, lambda _: 0.5, np.random.default_rng(0), n_resamples=9, level=0.9)
    assert alone.interval.low == alone.interval.high == 0.5
    assert bootstrap_alpha([], nominal_alpha, np.random.default_rng(0), n_resamples=9, level=0.9) == (None, 0)


def test_the_majority_weighs_each_judge_once():
    rows = [
        Comparison("p", "a", "b", "anna", 1.0, "ab", is_expert=True),
        Comparison("p", "b", "a", "anna", 0.0, "ab", is_expert=True),
        Comparison("p", "a", "b", "ben", 0.0, "ab", is_expert=True),
        Comparison("p", "a", "b", "cleo", 0.5, "ab", is_expert=True),
    ]
    (one,) = majority(rows)
    assert (one.model_a, one.preference, one.outcome) == ("a", 0.5, 0.5)


def test_the_page_stands_alone_with_a_table_for_every_chart(found):
    target = {(language, level): 9 for language in LANGUAGES for level in ("easy", "hard")}
    items = [("c", "easy")] * 12 + [("go", "hard")] * 4
    more = {
        "distribution": distribution(("language", "difficulty"), items, target),
        "titles": {"cpp": "C++"},
    }
    text = page(found, **more)
    outline = Outline(text)
    charts = 1 + 2 * 2 + 2 + 2 + 1 + 2
    assert outline.tags.count("svg") == outline.tags.count("figure") == charts
    # Both charts of the place share one table; agreement and the cells have one without a chart.
    assert outline.tags.count("table") == outline.tags.count("caption") == charts + 1
    assert not {"script", "link", "img", "iframe"} & set(outline.tags)
    assert len(outline.ids) == len(set(outline.ids))
    assert not re.search(r"""(?:src|href)=["'](?!#)|url\((?!#)|@import""", text)
    assert "#11110" not in text
    assert "prefers-color-scheme: dark" in text
    assert "C++" in outline.words
    assert "131 data points to go" in outline.words  # 16 cells of 9; 9 and 4 of them there
    assert text == page(
        found, distribution=distribution(("language", "difficulty"), items, target), titles={"cpp": "C++"}
    )


@pytest.mark.parametrize("where", ["judge", "model_b", "language", "category"])
def test_hostile_names_stay_words(where):
    rows = [
        replace(row, **{where: HOSTILE})
        for row in drawn(prompts=30, opponents={"x": 0.6}, expert_share=0 if where == "judge" else 0.3)
    ]
    text = render(measured(rows), title=HOSTILE, campaign=HOSTILE, made_at=MADE, titles={"python": HOSTILE})
    text.encode()
    outline = Outline(text)
    assert "script" not in outline.tags
    assert "<script>alert(1)</script>" in outline.words
    assert "{{ 7*7 }}" in outline.words
    assert not re.search("[\x00\u202e\ud800]", text)


def test_labels_of_charts_are_short_and_plain():
    assert short("a\nb\x00 c") == "a b c"
    long = short("provider/model-name-with-many-parts-2026-05-04")
    assert len(long) <= 24
    assert long.startswith("provider/mo")
    assert long.endswith("2026-05-04")
    chart = dots_and_intervals("t <b>", ["$x_1$"], [Series("s", (Dot(0, 0.5),))], xlabel="x")
    assert "$x_1$" in chart
    assert "<b>" not in chart
