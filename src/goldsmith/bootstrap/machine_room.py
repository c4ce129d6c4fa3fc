"""The machines of a worker process, wired: checks, sandbox, opponents, judge, suggestions."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from goldsmith.app.ports import Clock
from goldsmith.app.services import Services
from goldsmith.bootstrap.model_room import ModelRoom
from goldsmith.domain.stage import StageKind
from goldsmith.storage.stores import Stores

if TYPE_CHECKING:
    from goldsmith.app.machines import Machines
    from goldsmith.app.suggestions import Suggester

_CHECKS = 16
_PAIRS = 4


async def run_machines(services: Services, stores: Stores, room: ModelRoom, clock: Clock) -> None:
    """Work at machine stages, and make suggestions, until cancelled."""
    machines, suggester = machines_of(services, stores, room, clock)
    async with asyncio.TaskGroup() as group:
        group.create_task(machines.run())
        group.create_task(suggester.run())


def machines_of(
    services: Services, stores: Stores, room: ModelRoom, clock: Clock
) -> tuple[Machines, Suggester]:
    """The machines and the suggester. Imports late: only workers need the models and the sandbox."""
    from goldsmith.app.checks.checker import Checker
    from goldsmith.app.checks.classifiers import Classifiers
    from goldsmith.app.checks.contamination import Contamination
    from goldsmith.app.checks.duplicate import Duplicate, TooClose
    from goldsmith.app.checks.label import Label
    from goldsmith.app.checks.secrets import Secrets
    from goldsmith.app.checks.subject import Check
    from goldsmith.app.machines import Machine, Machines
    from goldsmith.app.opponents import Judge, Opponents
    from goldsmith.app.runs import RunMachine, SandboxRunner
    from goldsmith.app.suggestions import Suggester
    from goldsmith.evaluation.dedup import default_embedder

    models, embedder = room.models, default_embedder()
    classifiers = Classifiers(stores.texts, stores.deliveries, stores.campaigns, clock)
    checks: dict[str, Check] = {
        "label": Label(classifiers, models),
        "duplicate": Duplicate(stores.texts, stores.deliveries, embedder),
        "contamination": Contamination(stores.deliveries),
        "secrets": Secrets(),
        "suggestion": TooClose(stores.texts, embedder),
    }
    machines = Machines(
        services.assignments,
        stores.assignments,
        stores.accounts,
        {
            StageKind.CHECK: Machine(Checker(stores.campaigns, checks), _CHECKS),
            StageKind.RUN: Machine(
                RunMachine(stores.campaigns, SandboxRunner()), max(2, os.cpu_count() or 2)
            ),
            StageKind.EVALUATE: Machine(
                Opponents(models, stores.texts, stores.deliveries, stores.campaigns, clock), _PAIRS
            ),
            StageKind.JUDGE: Machine(Judge(models, stores.campaigns), _PAIRS),
        },
        clock,
    )
    return machines, Suggester(stores.texts, stores.campaigns, models, clock)
