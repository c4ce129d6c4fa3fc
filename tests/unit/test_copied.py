import pytest

from goldsmith.evaluation.copied import copied_share

SHOWN = "Write a function that adds two numbers and returns the sum of both."


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        (SHOWN, 1, 1),
        (SHOWN.upper().replace(" ", "\n"), 1, 1),
        ("Explain why this loop over the rows of a table never comes to an end.", 0, 0),
        ("Write a function that", 0, 0),
        ("", 0, 0),
        ("Please write a function that adds two numbers, then draw a chart of all results so far.", 0.3, 0.5),
        ("Write one function which sums two values and gives back their total.", 0, 0),
    ],
)
def test_share_of_words_in_common_runs(text, low, high):
    assert low <= copied_share(text, ["something else entirely, of some length", SHOWN]) <= high


def test_nothing_was_shown():
    assert copied_share(SHOWN, []) == 0
