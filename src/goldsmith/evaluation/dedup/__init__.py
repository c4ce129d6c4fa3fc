"""Near-duplicate prompts: found by words and by meaning, told apart by their demands, explained."""

from goldsmith.evaluation.dedup.difference import Comparison, compare
from goldsmith.evaluation.dedup.embedding import Embedder, MiniLM, Vectors, default_embedder
from goldsmith.evaluation.dedup.errors import ModelMissing
from goldsmith.evaluation.dedup.index import Index, Neighbour
from goldsmith.evaluation.dedup.pairs import DedupPolicy, DuplicatePair, Entry, Group, groups
from goldsmith.evaluation.dedup.reading import Reading, read
from goldsmith.evaluation.dedup.search import Embedded, embed, find_duplicates

__all__ = [
    "Comparison", "DedupPolicy", "DuplicatePair", "Embedded", "Embedder", "Entry", "Group", "Index", "MiniLM",
    "ModelMissing", "Neighbour", "Reading", "Vectors", "compare", "default_embedder", "embed", "find_duplicates",
    "groups", "read",
]  # fmt: skip
