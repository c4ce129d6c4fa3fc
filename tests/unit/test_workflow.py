"""The transition tables: what they allow, what they refuse, and that nothing gets stuck."""

from __future__ import annotations

from typing import Any

import pytest

from goldsmith.domain.errors import TransitionRefused
from goldsmith.domain.workflow import (
    ASSIGNMENT,
    CAMPAIGN,
    ITEM,
    JOB,
    STAGE,
    TASK,
    WORKFLOWS,
    AssignmentEvent,
    AssignmentState,
    CampaignEvent,
    CampaignState,
    JobEvent,
    JobState,
    TaskEvent,
    TaskState,
    Workflow,
)


def reachable(workflow: Workflow[Any, Any]) -> set[Any]:
    seen, queue = {workflow.initial}, [workflow.initial]
    while queue:
        at = queue.pop()
        for (state, _event), following in workflow.table.items():
            if state == at and following not in seen:
                seen.add(following)
                queue.append(following)
    return seen


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda workflow: workflow.noun)
def test_every_state_can_be_reached(workflow: Workflow[Any, Any]) -> None:
    assert reachable(workflow) == set(type(workflow.initial))


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda workflow: workflow.noun)
def test_every_event_is_used(workflow: Workflow[Any, Any]) -> None:
    used = {event for (_state, event) in workflow.table}
    assert used == set(type(next(iter(used))))


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda workflow: workflow.noun)
def test_what_is_not_in_the_table_is_refused(workflow: Workflow[Any, Any]) -> None:
    events = type(next(iter(workflow.table))[1])
    for state in type(workflow.initial):
        for event in events:
            if (state, event) in workflow.table:
                assert workflow.transition(state, event) is workflow.table[state, event]
            else:
                with pytest.raises(TransitionRefused) as caught:
                    workflow.transition(state, event)
                assert caught.value.context == {"state": state.value, "event": event.value}
                assert caught.value.hint


def test_the_hint_names_the_steps_there_are() -> None:
    with pytest.raises(TransitionRefused) as caught:
        CAMPAIGN.transition(CampaignState.RUNNING, CampaignEvent.START)
    assert str(caught.value) == ("A campaign that is RUNNING cannot start. From here it can: finish, pause.")
    with pytest.raises(TransitionRefused) as caught:
        JOB.transition(JobState.DONE, JobEvent.RETRY)
    assert caught.value.hint == "DONE is final."


@pytest.mark.parametrize(
    ("workflow", "final"),
    [
        (CAMPAIGN, set()),
        (STAGE, set()),
        (ITEM, set()),
        (TASK, {"COMPLETED", "CANCELLED"}),
        (ASSIGNMENT, {"ACCEPTED", "SKIPPED"}),
        (JOB, {"DONE", "CANCELLED"}),
    ],
    ids=lambda value: getattr(value, "noun", ""),
)
def test_which_states_are_final(workflow: Workflow[Any, Any], final: set[str]) -> None:
    assert {state.value for state in type(workflow.initial) if workflow.is_final(state)} == final


def test_an_expired_claim_may_still_be_answered_but_a_skipped_one_not() -> None:
    assert ASSIGNMENT.transition(AssignmentState.EXPIRED, AssignmentEvent.SUBMIT) is AssignmentState.SUBMITTED
    with pytest.raises(TransitionRefused):
        ASSIGNMENT.transition(AssignmentState.SKIPPED, AssignmentEvent.SUBMIT)


def test_a_finished_task_takes_no_answer() -> None:
    for state in (TaskState.COMPLETED, TaskState.CANCELLED):
        with pytest.raises(TransitionRefused):
            TASK.transition(state, TaskEvent.ANSWER)


def test_a_job_left_by_a_killed_worker_starts_again() -> None:
    assert JOB.transition(JobState.RUNNING, JobEvent.START) is JobState.RUNNING
