"""Simulated experts: what they write, judge and prefer, and a small campaign over HTTP from end to end."""

import asyncio
import itertools
from collections import Counter
from contextlib import asynccontextmanager
from random import Random

import orjson
import pytest

from goldsmith.api.schemas import SubmitIn
from goldsmith.domain.errors import InvalidInput
from goldsmith.simulation.client import Api, ApiProblem
from goldsmith.simulation.connection import Pool
from goldsmith.simulation.experts import SimulatedExpert, appoint, bank, drive, expert_pool, join_experts
from goldsmith.simulation.experts.forms import Opinion, fill, is_yes_good
from goldsmith.simulation.experts.reading import Finding, Wanted, findings_in_prompt, quality


def field(key, kind="text", *, title="", required=True, options=(), required_if=None, **more):
    return {
        "key": key,
        "kind": kind,
        "title": title or key,
        "help": "",
        "required": required,
        "required_if": required_if,
        "options": [{"key": option, "title": option.replace("_", " ").capitalize()} for option in options],
        "min": 1,
        "max": 5,
        "min_title": "",
        "max_title": "",
        "max_chars": 20_000,
    } | more


PROMPT_FORM = [field("prompt", "markdown"), field("notes")]
COMPLETION_FORM = [field("completion", "markdown"), field("tests", "code")]
REVIEW_FORM = [
    field("category_fits", "yes_no", title="Is it of the stated category?"),
    field("has_secrets", "yes_no", title="Does it contain secrets or personal data?"),
    field("quality", "scale"),
    field("category", "choice", options=("refactoring", "bug_fixing", "generation")),
    field("faults", "choices", required=False, options=("vague", "duplicate")),
    field("why", "text", required=False, required_if={"field": "category_fits", "equals": [False]}),
]
CRITERIA = [field("better_code", "choice", options=("left", "tie", "right")), field("strength", "scale")]
FORMS = {"write": PROMPT_FORM, "solve": COMPLETION_FORM, "compare": CRITERIA}


def stage(key="write", *, kind="author", track="python", number=1):
    return {
        "id": number,
        "campaign_id": 1,
        "kind": kind,
        "category": track,
        "category_title": track,
        "title": key,
        "expected_s": 600,
        "skill_key": f"{track}_expert",
        "may_work": True,
        "open_tasks": 1,
        "form": FORMS.get(key, REVIEW_FORM),
    }


def brief(language="Python", category="Bug fixing", difficulty="Medium", keywords=("moving window",)):
    return {
        "title": "x",
        "context": "x",
        "keywords": list(keywords),
        "language": language,
        "dimensions": {"Category": category, "Difficulty": difficulty},
        "source": None,
    }


def assignment(fields=None, *, told=None, trail=(), evidence=(), run=None, pair=None, rework=False, number=7):
    return {
        "id": number,
        "item_id": 70 + number,
        "work": {
            "brief": told or brief(),
            "fields": dict(fields or {}),
            "shown": list(fields or {}),
            "field_titles": {},
            "trail": list(trail),
            "suggestions": [],
            "evidence": list(evidence),
            "run": run,
            "pair": pair,
            "is_rework": rework,
            "reserved_until": None,
        },
    }


def entry(kind="review", *, verdict="", reason=""):
    return {"kind": kind, "verdict": verdict, "reason": reason, "fields": {}, "evidence": [], "run": None}


def run_of(verdict):
    return {"verdict": verdict, "words": "", "blocks": []}


def expert(skill=1.0, seed=3, tracks=()):
    return SimulatedExpert("Simulated expert", frozenset(tracks), seed, skill)


def valid(body):
    SubmitIn.model_validate({**body, "active_ms": 1})
    return body


def written(skill=1.0, seed=1, told=None, form="write", **kwargs):
    told = told or brief()
    return expert(skill).write(stage(form), assignment(told=told, **kwargs), Random(seed))


# ── authors ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", bank.LANGUAGES)
def test_a_prompt_fits_its_brief_and_mentions_a_keyword(language):
    for category in bank.categories(language):
        told = brief(bank.language_title(language), category.replace("_", " ").capitalize(), "Hard")
        fields, flaw = written(told=told)
        task = bank.parse(fields["prompt"])
        assert flaw is None
        assert (task.language, task.category, task.difficulty) == (language, category, "hard")
        assert "moving window" in fields["prompt"]
        assert fields["notes"]
        assert findings_in_prompt(fields["prompt"], Wanted.of({"brief": told}), []) == []


def test_the_completion_follows_from_the_prompt_text_alone():
    prompt = written(seed=5)[0]["prompt"]
    other = expert(seed=99)
    fields = other.author(stage("solve"), assignment({"prompt": prompt}), Random(8))
    task = bank.parse(prompt)
    assert bank.program(task).strip() in fields["completion"]
    assert fields["tests"] == bank.tests(task)
    valid({"authored": {"fields": fields}})


def test_flaws_come_with_the_rate_of_the_skill_and_less_in_a_rework():
    first = [written(0.6, seed).flaw for seed in range(400)]
    second = [written(0.6, seed, rework=True, fields={"prompt": ""}).flaw for seed in range(400)]
    assert 0.3 < sum(flaw is not None for flaw in first) / 400 < 0.5
    assert 0.04 < sum(flaw is not None for flaw in second) / 400 < 0.17
    assert set(first) == {None, *(flaw.value for flaw in bank.PromptFlaw)}


def test_a_rework_keeps_the_task_and_takes_the_secret_out():
    prompt = bank.flawed_prompt(bank.PromptFlaw.SECRET, "python", "bug_fixing", "medium", Random(2))
    fields, _ = written(
        fields={"prompt": prompt}, rework=True, trail=[entry(verdict="rejected", reason="a key")]
    )
    assert bank.parse(fields["prompt"]) == bank.parse(prompt)
    assert findings_in_prompt(fields["prompt"], Wanted.of({"brief": brief()}), []) == []


@pytest.mark.parametrize("reason", ["Very similar to another.", ""])
def test_a_rework_takes_another_task_where_the_old_one_was_at_fault(reason):
    wrong = "refactoring" if not reason else "bug_fixing"
    prompt = bank.prompt(bank.draw("python", wrong, "medium", Random(2)), Random(3))
    fields, _ = written(fields={"prompt": prompt}, rework=True, trail=[entry(reason=reason)])
    task = bank.parse(fields["prompt"])
    assert task != bank.parse(prompt)
    assert task.category == "bug_fixing"


def test_a_vague_prompt_still_gets_an_answer_that_can_be_run():
    fields = expert().author(stage("solve"), assignment({"prompt": "Make it better."}), Random(1))
    assert "```python" in fields["completion"]
    assert fields["tests"].startswith("from main import")


def test_the_same_assignment_is_always_answered_alike():
    one, task = expert(0.5), assignment()
    first, again = (one.author(stage(), task, one.generator(task)) for _ in range(2))
    assert first == again
    assert first != one.author(stage(), assignment(number=8), one.generator(assignment(number=8)))


# ── reviewers ─────────────────────────────────────────────────────────────────────────────────────


def reviewed(fields, skill=1.0, seed=1, **kwargs):
    body = expert(skill).review(stage("check", kind="review"), assignment(fields, **kwargs), Random(seed))
    return valid({"review": body})["review"]


@pytest.mark.parametrize("flaw", [flaw for flaw in bank.PromptFlaw if flaw != "near_duplicate"])
def test_a_reviewer_sees_every_flaw_of_a_prompt(flaw):
    for seed in range(40):
        prompt = bank.flawed_prompt(flaw, "python", "bug_fixing", "medium", Random(seed))
        said = reviewed({"prompt": prompt})
        assert said["verdict"] == "rejected"
        assert said["reason"]


def test_a_reviewer_says_on_the_form_what_is_wrong():
    prompt = bank.flawed_prompt(bank.PromptFlaw.WRONG_CATEGORY, "python", "bug_fixing", "medium", Random(1))
    form = reviewed({"prompt": prompt})["form"]
    assert form["category_fits"] is False
    assert form["has_secrets"] is False
    assert form["why"]
    assert form["quality"] < 5
    secret = bank.flawed_prompt(bank.PromptFlaw.SECRET, "python", "bug_fixing", "medium", Random(1))
    form = reviewed({"prompt": secret})["form"]
    assert form["category_fits"] is True
    assert form["has_secrets"] is True
    assert form["category"] == "bug_fixing"
    assert "why" not in form


def test_a_reviewer_follows_rules_and_not_what_a_model_says_of_the_category():
    prompt = written()[0]["prompt"]
    note = {"check": "category", "title": "Category", "verdict": "failed", "words": "", "is_weak": True}
    assert reviewed({"prompt": prompt}, evidence=[{**note, "by": "tiny-model"}])["verdict"] == "accepted"
    assert reviewed({"prompt": prompt}, evidence=[{**note, "by": ""}])["verdict"] == "rejected"
    copy = {**note, "check": "near_duplicate", "verdict": "warning", "by": ""}
    assert "similar" in reviewed({"prompt": prompt}, evidence=[copy])["reason"]


@pytest.mark.parametrize(
    ("make", "ran", "verdict"),
    [
        (bank.completion, "passed", "accepted"),
        (bank.completion, "unchecked", "accepted"),
        (bank.wrong_completion, "failed", "rejected"),
        (bank.wrong_completion, "unchecked", "rejected"),
        (
            lambda _task, _rng: "I would use a loop over all the numbers, and then it is done.",
            None,
            "rejected",
        ),
    ],
)
def test_a_reviewer_judges_a_completion_by_its_run_and_by_reading(make, ran, verdict):
    prompt = written(seed=3)[0]["prompt"]
    fields = {"prompt": prompt, "completion": make(bank.parse(prompt), Random(1))}
    said = reviewed(fields, run=run_of(ran) if ran else None, trail=[entry(verdict="accepted")])
    assert said["verdict"] == verdict


def test_an_accepted_prompt_is_settled_when_the_completion_is_reviewed():
    task = bank.draw("python", "refactoring", "easy", Random(1))
    fields = {"prompt": bank.prompt(task, Random(1)), "completion": bank.completion(task, Random(1))}
    assert reviewed(fields, run=run_of("passed"))["verdict"] == "rejected"
    accepted = [entry(verdict="accepted")]
    assert reviewed(fields, run=run_of("passed"), trail=accepted)["verdict"] == "accepted"


def test_reviews_err_with_the_rate_of_the_skill():
    prompt = written()[0]["prompt"]
    verdicts = Counter(reviewed({"prompt": prompt}, 0.7, seed)["verdict"] for seed in range(300))
    assert 0.05 < verdicts["rejected"] / 300 < 0.16


# ── comparisons ───────────────────────────────────────────────────────────────────────────────────


def compared(left, right, *, prompt, skill=1.0, seed=1):
    pair = {"prompt": prompt, "left": left, "right": right}
    body = expert(skill).compare(stage("compare", kind="compare"), assignment(pair=pair), Random(seed))
    return valid({"preference": body})["preference"]


def test_the_better_answer_is_preferred_on_either_side():
    prompt = written(seed=4)[0]["prompt"]
    task = bank.parse(prompt)
    good, bad = bank.completion(task, Random(1)), "lorem ipsum"
    wrong = bank.wrong_completion(task, Random(1))
    assert compared(good, bad, prompt=prompt)["preference"] == -2
    assert compared(bad, good, prompt=prompt)["preference"] == 2
    assert compared(good, bank.completion(task, Random(2)), prompt=prompt)["preference"] == 0
    assert quality(prompt, good, "python") > quality(prompt, wrong, "python") > quality(prompt, bad, "python")
    criteria = compared(bad, good, prompt=prompt)["criteria"]
    assert criteria == {"better_code": "right", "strength": 5}


def test_comparisons_are_noisy_and_do_not_know_the_sides():
    prompt = written(seed=4)[0]["prompt"]
    task = bank.parse(prompt)
    good, wrong = bank.completion(task, Random(1)), bank.wrong_completion(task, Random(1))
    ahead = [compared(good, wrong, prompt=prompt, skill=0.3, seed=seed)["preference"] for seed in range(300)]
    swapped = [
        compared(wrong, good, prompt=prompt, skill=0.3, seed=seed)["preference"] for seed in range(300)
    ]
    assert 0.6 < sum(one < 0 for one in ahead) / 300 < 1
    assert abs(sum(ahead) + sum(swapped)) < 150


# ── forms ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("title", "good"),
    [
        ("Is the text clear?", True),
        ("Does it contain personal data?", False),
        ("Is it free of errors?", True),
        ("Are there mistakes in the code?", False),
        ("Solves the code the task?", True),
    ],
)
def test_which_answer_speaks_for_the_text(title, good):
    assert is_yes_good(field("q", "yes_no", title=title)) is good


def test_conditions_may_name_a_field_that_comes_later():
    form = [
        field("why", required=False, required_if={"field": "clear", "equals": [False]}),
        field("clear", "yes_no", title="Is it clear?"),
        field("must", "choices", options=("one", "two")),
    ]
    assert fill(form, Opinion()) == {"clear": True, "must": ["one"]}
    vague = fill(form, Opinion((Finding("vague", "Say more."),)))
    assert vague == {"clear": False, "why": "Say more.", "must": ["two"]}


def test_words_keep_to_their_limit():
    assert fill([field("why", max_chars=4)], Opinion(remark="much too long")) == {"why": "much"}


# ── experts ───────────────────────────────────────────────────────────────────────────────────────


def test_an_expert_is_refused_with_an_impossible_skill_or_track():
    with pytest.raises(InvalidInput):
        expert(1.5)
    with pytest.raises(InvalidInput, match="cobol"):
        expert(tracks=["cobol"])
    with pytest.raises(InvalidInput):
        expert().answer(stage(kind="annotate"), assignment(), Random(1))


def test_a_pool_covers_all_tracks_evenly():
    pool = expert_pool(32, seed=4)
    assert pool == expert_pool(32, seed=4)
    assert set(Counter(track for one in pool for track in one.tracks).values()) == {8}
    assert not pool[0].covers(stage(track="r"))
    assert pool[0].covers(stage(track="python"))


# ── the driver, over HTTP ─────────────────────────────────────────────────────────────────────────

FLOW = ("write", "check", "solve", "judge", "compare")
KINDS = {"write": "author", "solve": "author", "check": "review", "judge": "review", "compare": "compare"}


class Campaign:
    """A small server with the flow of a campaign about texts, one answer a stage; it checks what comes in."""

    def __init__(self, items, track="python"):
        self.stages = [
            {**stage(key, kind=KINDS[key], track=track, number=at), "may_work": False}
            for at, key in enumerate(FLOW, start=1)
        ]
        self.told = brief(bank.language_title(track), "Optimisation", "Easy")
        self.items = {n: {"at": 0, "fields": {}, "trail": [], "rework": False} for n in range(items)}
        self.held = {}
        self.skills = set()
        self.people = itertools.count(1)
        self.numbers = itertools.count(1)
        self.refusals = {}
        self.submits = Counter()

    @property
    def is_done(self):
        return all(item["at"] == len(FLOW) for item in self.items.values())

    def answer(self, method, path, who, body):
        parts = path.removeprefix("/api/v1/").split("/")
        if parts == ["join"]:
            return 200, {"id": next(self.people), "csrf_token": "c"}
        if parts == ["work"]:
            rows = [{**one, "may_work": who in self.skills} for one in self.stages]
            return 200, [{**row, "open_tasks": len(self.waiting(row["id"]))} for row in rows]
        if parts[0] == "campaigns":
            self.skills.add(body["account_id"])
            return 200, {}
        if parts[0] == "stages":
            return self.claim(int(parts[1]))
        return self.submit(int(parts[1]), body)

    def waiting(self, stage_id):
        held = set(self.held.values())
        return [n for n, item in self.items.items() if item["at"] == stage_id - 1 and n not in held]

    def claim(self, stage_id):
        if stage_id in self.refusals:
            return self.refusals[stage_id], {"detail": "No.", "code": "out_of_order"}
        found = self.waiting(stage_id)
        if not found:
            return 200, {"assignment": None, "reason": "no_tasks", "message": None}
        number, item = next(self.numbers), self.items[found[0]]
        self.held[number] = found[0]
        shown = assignment(
            item["fields"],
            told=self.told,
            trail=item["trail"],
            run=self.run(item["fields"]),
            pair=self.pair(item["fields"]),
            rework=item["rework"],
            number=number,
        )
        return 200, {"assignment": {**shown, "item_id": found[0]}, "reason": None, "message": None}

    def run(self, fields):
        """What a sandbox would say, by comparing with the bank's own answer."""
        if "completion" not in fields:
            return None
        task = bank.parse(fields["prompt"])
        right = task is None or bank.program(task).strip() in fields["completion"]
        return run_of("passed" if right else "failed")

    def pair(self, fields):
        if "completion" not in fields:
            return None
        return {"prompt": fields["prompt"], "left": "dunno", "right": fields["completion"]}

    def submit(self, number, body):
        SubmitIn.model_validate(body)
        item = self.items[self.held.pop(number)]
        self.submits[FLOW[item["at"]]] += 1
        if body.get("authored"):
            item["fields"] |= body["authored"]["fields"]
            item["rework"] = False
        if review := body.get("review"):
            item["trail"].append(entry(verdict=review["verdict"], reason=review["reason"]))
        is_back = bool(review) and review["verdict"] == "rejected"
        item["rework"] = is_back
        item["at"] += -1 if is_back else 1
        return 200, {"answer_id": number, "status": "counted", "message": ""}

    async def serve(self, reader, writer):
        with_end = False
        try:
            while not with_end:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
                headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
                body = await reader.readexactly(int(headers["content-length"]))
                method, path, _ = head[0].split(" ")
                who = int(headers.get("cookie", "who=0").partition("who=")[2] or 0)
                status, content = self.answer(method, path, who, orjson.loads(body) if body else None)
                sent, cookie = orjson.dumps(content), ""
                if path.endswith("/join"):
                    cookie = f"set-cookie: who={content['id']}; Path=/\r\n"
                writer.write(
                    f"HTTP/1.1 {status} X\r\n{cookie}content-length: {len(sent)}\r\n\r\n".encode() + sent
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def running(campaign, experts):
    """(seats, owner) of experts who joined."""
    server = await asyncio.start_server(campaign.serve, "127.0.0.1", 0)
    async with server:
        pool = Pool(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", connections=8)
        try:
            yield await join_experts(pool, "invite", experts), Api(pool)
        finally:
            await pool.close()


@pytest.mark.parametrize("track", ["python", "sql"])
async def test_a_pool_brings_a_campaign_to_its_end(track):
    campaign = Campaign(40, track)

    async def is_settled():
        return campaign.is_done

    experts = expert_pool(6, seed=2, tracks=[track], skill=(0.6, 0.9))
    async with running(campaign, experts) as (seats, owner):
        assert await appoint(owner, 1, seats) == 6
        assert await appoint(owner, 1, seats) == 0
        log = await drive(seats, is_settled, poll_s=0.01, settled_every_s=0.05)
    assert log.is_settled
    assert sum(campaign.submits.values()) == len(log.answers) == sum(log.submits.values())
    assert log.submits["compare"] == 40
    assert log.verdicts["rejected"] == log.reworks > 0
    assert log.flaws
    assert sum(one.preference == 2 for one in log.answers) > 20  # against a worthless answer on the left
    assert log.problems == Counter()
    tasks = [bank.parse(item["fields"]["prompt"]) for item in campaign.items.values()]
    fitting = [
        task for task in tasks if task and (task.category, task.difficulty) == ("optimisation", "easy")
    ]
    assert len(fitting) >= 36  # the reviewers let few others pass


async def test_time_limit_sends_the_experts_home():
    async def never():
        return False

    async with running(Campaign(1), expert_pool(2, seed=1, tracks=["go"])) as (seats, _):
        log = await drive(seats, never, poll_s=0.01, settled_every_s=0.02, time_limit_s=0.1)
    assert not log.is_settled
    assert log.answers == []


@pytest.mark.parametrize("status", [409, 422, 500])
async def test_an_unexpected_refusal_is_never_hidden(status):
    campaign = Campaign(3)
    campaign.refusals[1] = status

    async def never():
        return False

    async with running(campaign, expert_pool(2, seed=1, tracks=["python"])) as (seats, owner):
        await appoint(owner, 1, seats)
        with pytest.raises(ApiProblem, match=r"claim: No\."):
            await drive(seats, never, poll_s=0.01, settled_every_s=0.02, time_limit_s=20)


def test_titles_of_a_recipe_are_understood():
    told = brief("C++", "Code generation", "Easy: one idea, ten minutes")
    assert Wanted.of({"brief": told}) == Wanted("cpp", "generation", "easy", ("moving window",))
    assert Wanted.of({"brief": brief("", "Optimization", "?")}, "r").category == "optimisation"
    assert Wanted.of({"brief": brief("", "Optimization", "?")}, "r").language == "r"


def test_copied_prompts_are_told_by_more_than_their_frame():
    """Two who take a popular task write it alike; only greeting and ending differ."""
    flaw = bank.PromptFlaw.NEAR_DUPLICATE
    texts = {bank.flawed_prompt(flaw, "go", "testing", "easy", Random(seed)) for seed in range(60)}
    assert len({bank.parse(text) for text in texts}) == 2
    assert len(texts) > 10
