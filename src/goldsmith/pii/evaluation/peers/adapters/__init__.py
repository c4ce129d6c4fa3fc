"""Adapters to other detectors, for a Python that has those installed, and neither Goldsmith nor what it needs.

Peers run as their documentation says, but with no access to the network: no finding is verified with its provider,
and no list is fetched. Where one reports a place twice, the longer span stays.
"""
