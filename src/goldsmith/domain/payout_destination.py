"""Where a worker wants their money: checked before anything is sent there. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from goldsmith.domain.errors import InvalidInput

_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_ACCOUNT = re.compile(r"[A-Z0-9]{4,34}")
_MAIL = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,62}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}", re.ASCII
)
_NAME = re.compile(r"[^\W_][^\x00-\x1f\x7f]{0,139}")
_BANK = re.compile(r"([^\W_][^\x00-\x1f\x7f]{0,139})?")


@dataclass(frozen=True, slots=True)
class Destination:
    """Where to.

    Attributes:
        kind: a bank account, or a mail address at a payment service.
        holder: whose.
        address: account number without spaces, or mail address.
        bank: BIC or name of the bank; empty for a mail address.
    """

    kind: Literal["bank", "email"]
    holder: str
    address: str
    bank: str


def destination(kind: Literal["bank", "email"], holder: str, address: str, bank: str) -> Destination:
    """Check and tidy what somebody typed.

    Raises:
        InvalidInput: it cannot be right; `context["fields"]` says where.
    """
    holder, bank = holder.strip(), bank.strip()
    address = re.sub(r"[\s.-]", "", address).upper() if kind == "bank" else address.strip()
    if not _NAME.fullmatch(holder):
        raise _wrong("holder", "Write the name as the account has it, beginning with a letter.")
    if kind == "email":
        if len(address) > 254 or not _MAIL.fullmatch(address):
            raise _wrong("address", "This is no mail address.")
        return Destination(kind, holder, address, "")
    if not _BANK.fullmatch(bank):
        raise _wrong("bank", "Write the bank's BIC or name, beginning with a letter.")
    if _IBAN.fullmatch(address) and not is_iban(address):
        raise _wrong("address", "The check digits of this IBAN are wrong; look for a slip.")
    if not _ACCOUNT.fullmatch(address):
        raise _wrong("address", "An account number has 4 to 34 letters and digits.")
    return Destination(kind, holder, address, bank)


def is_iban(account: str) -> bool:
    """Whether the check digits are right.

    Source: ISO 13616 with ISO 7064 MOD 97-10: the first four characters go to the end, letters become 10 to 35, and
    the number leaves 1 when divided by 97.
    """
    if not _IBAN.fullmatch(account):
        return False
    return int("".join(str(int(one, 36)) for one in account[4:] + account[:4])) % 97 == 1


def _wrong(field: str, words: str) -> InvalidInput:
    return InvalidInput(words, hint="Correct it, and save again.", fields={field: words})
