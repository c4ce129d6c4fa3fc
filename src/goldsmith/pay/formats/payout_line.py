"""One payout as a file states it, and what a form of files is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

DestinationKind = Literal["bank", "email"]


@dataclass(frozen=True, slots=True)
class PayoutLine:
    """One payout.

    Attributes:
        reference: unique over all payouts, <= 30 characters without spaces; whoever gets two with one reference
            pays once.
        holder: whose account it is.
        address: account number (IBAN or another) or mail address, as the form's kind says.
        bank: BIC or the bank's name; may be empty.
        amount: > 0, in whole cents.
        currency: ISO 4217.
        note: what the receiver reads.
    """

    reference: str
    holder: str
    address: str
    bank: str
    amount: Decimal
    currency: str
    note: str


@dataclass(frozen=True, slots=True)
class PayoutFormat:
    """A form of files.

    Attributes:
        name: as it is asked for, such as bank-csv.
        title: as a person reads it.
        kind: which destinations it pays to.
        media_type: of the file.
        extension: of the file's name, without a dot.
        write: the file's text; a pure function of the lines.
        most: lines in one file at most.
    """

    name: str
    title: str
    kind: DestinationKind
    media_type: str
    extension: str
    write: Callable[[Sequence[PayoutLine]], str]
    most: int = 5_000
