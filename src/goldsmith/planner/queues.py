"""Tasks that wait at one stage, in the order of the claim: nearest to completion first, then oldest."""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush

from goldsmith.domain.overlap import Vote
from goldsmith.domain.workflow import ItemState, TaskState
from goldsmith.planner.answers import Marks, Suggested


@dataclass(slots=True, eq=False)
class Item:
    """A chunk in one category, on its way.

    Attributes:
        number: from 0.
        category: which.
        values: values that are there.
        suggested: what a model suggests; None where none does.
        is_shown: whether the annotator sees it.
        seen_by: numbers of those who answered or skipped it: nobody sees an item twice.
        marks: the last annotation, which is what an accepted item holds.
        is_finished: it left the flow.
    """

    number: int
    category: str
    values: int
    state: ItemState
    suggested: Suggested | None = None
    is_shown: bool = False
    round: int = 1
    seen_by: list[int] = field(default_factory=list)
    marks: Marks | None = None
    is_finished: bool = False


@dataclass(slots=True, eq=False)
class Subject:
    """An annotation that is judged: what, by whom, where."""

    marks: Marks
    person: int
    stage_id: int


@dataclass(slots=True, eq=False)
class Task:
    """An item at a stage; the counters of the engine's table, in memory."""

    number: int
    stage_id: int
    item: Item
    overlap: int
    priority: int
    subject: Subject | None = None
    state: TaskState = TaskState.OPEN
    answers: int = 0
    live: int = 0
    votes: list[Vote] = field(default_factory=list)
    voters: list[int] = field(default_factory=list)
    queued: int | None = None

    @property
    def open_slots(self) -> int:
        """How many more people may claim it now."""
        return self.overlap - self.answers - self.live if self.state is TaskState.OPEN else 0


class Queue:
    """The tasks of one stage that have open slots."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, Task]] = []

    def __bool__(self) -> bool:
        return bool(self._heap)

    def offer(self, task: Task) -> None:
        """Put a task in its place, if it has open slots; again whenever its counters changed."""
        if task.open_slots > 0 and task.queued != task.priority:
            task.queued = task.priority
            heappush(self._heap, (-task.priority, task.number, task))

    def take(self, person: int) -> Task | None:
        """The first task whose item this person has not seen; it counts as claimed. None where there is none."""
        heap, aside, found = self._heap, [], None
        while heap:
            entry = heap[0]
            task = entry[2]
            if -entry[0] != task.queued:
                heappop(heap)  # it stands further in front, too
            elif task.open_slots <= 0:
                heappop(heap)
                task.queued = None
            elif person in task.item.seen_by:
                aside.append(heappop(heap))
            else:
                found = task
                break
        for entry in aside:
            heappush(heap, entry)
        if found is not None:
            found.live += 1
            found.item.seen_by.append(person)
        return found
