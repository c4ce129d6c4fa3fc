"""Numbers and names as people read them."""

from __future__ import annotations

from goldsmith.evaluation.interval import Interval

EXPERTS = "experts"
"""The subject's usual name."""

_THIN = "\N{NO-BREAK SPACE}"


def whose(subject: str) -> str:
    """What stands for the subject in a sentence."""
    return "the experts' completions" if subject == EXPERTS else subject


def percent(value: float) -> str:
    """A share with one decimal: "70.8 %"."""
    return f"{100 * value:.1f}{_THIN}%"


def percent_range(interval: Interval) -> str:
    """An interval of shares: "57.6 to 81.9 %"."""
    return f"{100 * interval.low:.1f} to {100 * interval.high:.1f}{_THIN}%"


def signed(value: float) -> str:
    """A number around 0 with its sign: "+0.31"; nothing that rounds to 0 has one."""
    text = f"{value:+.2f}"
    return "0.00" if float(text) == 0 else text.replace("-", "−")


def signed_range(interval: Interval) -> str:
    """An interval around 0: "+0.12 to +0.50"."""
    return f"{signed(interval.low)} to {signed(interval.high)}"


def decimal(value: float) -> str:
    """A coefficient in [-1, 1]: "0.41"."""
    return signed(value).removeprefix("+")


def decimal_range(interval: Interval) -> str:
    """An interval of coefficients: "0.24 to 0.57"."""
    return f"{decimal(interval.low)} to {decimal(interval.high)}"


def counted(n: int, what: str) -> str:
    """A number of things: "1 prompt", "1,204 prompts"."""
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def first_upper(text: str) -> str:
    """A text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]
