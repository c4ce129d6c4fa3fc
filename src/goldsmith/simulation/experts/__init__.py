"""Simulated experts of a campaign about texts: they write, review and compare, over the public HTTP API."""

from goldsmith.simulation.experts.driver import Seat, appoint, drive, join_experts
from goldsmith.simulation.experts.expert import WRONG_COMPLETION, Authored, SimulatedExpert
from goldsmith.simulation.experts.log import ExpertAnswer, ExpertLog
from goldsmith.simulation.experts.pool import expert_pool

__all__ = [
    "WRONG_COMPLETION",
    "Authored",
    "ExpertAnswer",
    "ExpertLog",
    "Seat",
    "SimulatedExpert",
    "appoint",
    "drive",
    "expert_pool",
    "join_experts",
]
