"""What to do with a shard on which workers were lost: try again, more carefully, and give up only what must be."""

from __future__ import annotations

from dataclasses import replace

from goldsmith.corpus.engines.process import Death
from goldsmith.corpus.masking.shard_work import Notes

_CRASHES = 3
"""A worker may die of something else (the system's memory, an operator) while it is at a document."""
_ELSEWHERE = 10
"""It may also die while it starts or writes, of no document's fault."""
_MOST_CONDEMNED = 100


class Losses:
    """The losses of one task.

    Args:
        notes: what was known of the shard at first.
    """

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self._elsewhere = 0
        self._crashes: dict[int, int] = {}

    def may_go_on(self, death: Death) -> bool:
        """Take a loss into account; whether the task is worth another try, with `notes` as they are then.

        A stretch of several documents is taken one by one the next time. A single document on which the time was up,
        or on which a worker was lost three times, is condemned: it goes to quarantine. A task that loses its worker
        ten times outside of any document, or has more than a hundred condemned ones, is given up.
        """
        at = death.watched
        if not at.is_busy:
            self._elsewhere += 1
            return self._elsewhere < _ELSEWHERE
        row = at.first_row
        if at.last_row > row:
            self.notes = replace(self.notes, suspects=(*self.notes.suspects, (row, at.last_row)))
            return True
        if not death.took_too_long:
            self._crashes[row] = self._crashes.get(row, 0) + 1
            if self._crashes[row] < _CRASHES:
                return True
        verdict = (
            ("timeout", "It took longer than a document may.")
            if death.took_too_long
            else ("crashed", f"A worker was lost on it {_CRASHES} times ({death.how}).")
        )
        self.notes = replace(self.notes, condemned={**self.notes.condemned, row: verdict})
        return len(self.notes.condemned) <= _MOST_CONDEMNED
