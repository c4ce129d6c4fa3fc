"""Other detectors on the same windows: each in a process of its own, by a Python that has it installed.

None of them is a dependency. `adapters` runs over there, `run` here.
"""

from goldsmith.pii.evaluation.peers.run import PEERS, Peer, PeerRun, PeerUnavailable, run_peer

__all__ = ["PEERS", "Peer", "PeerRun", "PeerUnavailable", "run_peer"]
