"""Masks for what was found: keyed, the same for the same value, known again without a table.

masker = Masker(load_policy(), MaskKey.from_env())
masked = masker.mask(data, detector.detect(data), file="src/a.py", repository="owner/name")
"""

from goldsmith.pii.masks.key import MaskKey
from goldsmith.pii.masks.masked import Masked, Replacement
from goldsmith.pii.masks.masker import Masker
from goldsmith.pii.masks.policy import Action, MaskPolicy, Scope
from goldsmith.pii.masks.policy_file import load_policy, shipped_policies

__all__ = [
    "Action",
    "MaskKey",
    "MaskPolicy",
    "Masked",
    "Masker",
    "Replacement",
    "Scope",
    "load_policy",
    "shipped_policies",
]
