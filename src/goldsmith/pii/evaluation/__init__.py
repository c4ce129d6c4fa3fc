"""How good is a detector? Gold windows, matching, measures with intervals, and peers on the same windows.

windows = read_gold(path)
evaluation = evaluate(windows, predict(Detector(), [window.text for window in windows]))
print(as_json(evaluation)["f1"])
"""

from goldsmith.pii.evaluation.gold import GoldInvalid, Marked, Window, read_gold
from goldsmith.pii.evaluation.intervals import Interval
from goldsmith.pii.evaluation.matching import SCORED, SECRET, Counts, Overlap
from goldsmith.pii.evaluation.predict import predict
from goldsmith.pii.evaluation.scores import Evaluation, LabelAccuracy, Score, evaluate
from goldsmith.pii.evaluation.written import as_json, as_rows

__all__ = [
    "SCORED",
    "SECRET",
    "Counts",
    "Evaluation",
    "GoldInvalid",
    "Interval",
    "LabelAccuracy",
    "Marked",
    "Overlap",
    "Score",
    "Window",
    "as_json",
    "as_rows",
    "evaluate",
    "predict",
    "read_gold",
]
