"""An embedded classifier of short texts: learns from a campaign's own examples, and says how good it is.

    classifier = train([Example("Why does this loop never end?", "bug fixing"), ...], seed=1)
    classifier.predict("Fix the off-by-one error below")   # label, probability, runner-up
    classifier.accuracy.sentence()                         # what to show beside a verdict
    from_bytes(to_bytes(classifier))                       # no pickle

n-grams → sketch → kernel → logistic regression → calibration; one step a module.
"""

from goldsmith.evaluation.text_classifier.accuracy import Accuracy, LabelAccuracy
from goldsmith.evaluation.text_classifier.classifier import Prediction, TextClassifier
from goldsmith.evaluation.text_classifier.training import Example, TooFewExamples, train
from goldsmith.evaluation.text_classifier.wire import NotAClassifier, from_bytes, to_bytes

__all__ = [
    "Accuracy",
    "Example",
    "LabelAccuracy",
    "NotAClassifier",
    "Prediction",
    "TextClassifier",
    "TooFewExamples",
    "from_bytes",
    "to_bytes",
    "train",
]
