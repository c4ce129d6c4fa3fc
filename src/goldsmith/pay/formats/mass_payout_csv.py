"""Mass payouts to mail addresses: address, amount, currency, reference, note and wallet, without a header.

Source: PayPal, "Send payouts from Payouts Web", https://developer.paypal.com/docs/payouts/standard/payouts-web/ and
https://docs.paypal.ai/send/use-web-ui: at most 5,000 rows, one currency a file, a reference of at most 30 characters,
a note of at most 400.
"""

from __future__ import annotations

from collections.abc import Sequence

from goldsmith.domain.csv_cells import csv_text
from goldsmith.pay.formats.payout_line import PayoutFormat, PayoutLine

_NOTE_CHARS = 400


def write(lines: Sequence[PayoutLine]) -> str:
    """One row a payout."""
    return csv_text(
        (one.address, one.amount, one.currency, one.reference, one.note[:_NOTE_CHARS], "PAYPAL")
        for one in lines
    )


MASS_PAYOUT_CSV = PayoutFormat(
    "mass-payout-csv", "Mass payout, PayPal style (CSV)", "email", "text/csv", "csv", write
)
