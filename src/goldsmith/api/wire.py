"""What all models of the wire share."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError


def without_nul(text: str) -> str:
    """Refuse NUL, which PostgreSQL does not hold in text.

    A validator rather than a pattern: it says what is wrong.
    """
    if "\0" in text:
        raise PydanticCustomError("nul", "NUL characters are not allowed")
    return text


PlainText = Annotated[str, AfterValidator(without_nul)]
ShortText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(without_nul),
]
LongText = Annotated[str, StringConstraints(max_length=5_000), AfterValidator(without_nul)]


class Model(BaseModel):
    """Requests refuse unknown fields: a typo is an error, not silence."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)
