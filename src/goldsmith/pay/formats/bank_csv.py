"""Transfers as a CSV with a header, as banks' import pages take it once their columns are matched."""

from __future__ import annotations

from collections.abc import Sequence

from goldsmith.domain.csv_cells import csv_text
from goldsmith.pay.formats.payout_line import PayoutFormat, PayoutLine

HEADER = ("beneficiary", "account", "bank", "amount", "currency", "reference", "purpose")


def write(lines: Sequence[PayoutLine]) -> str:
    """One row a transfer, under HEADER."""
    rows = (
        (one.holder, one.address, one.bank, one.amount, one.currency, one.reference, one.note)
        for one in lines
    )
    return csv_text([HEADER, *rows])


BANK_CSV = PayoutFormat("bank-csv", "Bank transfers (CSV)", "bank", "text/csv", "csv", write)
