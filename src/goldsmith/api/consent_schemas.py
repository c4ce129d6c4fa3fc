"""What goes over the wire about consent, privacy and who saw what."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, Field

from goldsmith.api.wire import LongText, Model, PlainText, ShortText


class ConsentSection(BaseModel):
    """A part of the page; the text is Markdown."""

    key: str
    title: str
    text: str


class ConsentText(BaseModel):
    """One version, word by word."""

    version: int
    title: str
    text: str = Field(description="the owner's own words, which the first section shows")
    sections: list[ConsentSection]
    note: str = Field(description="what changed, in a sentence")
    created_at: datetime
    author: str | None = Field(description="null: composed from the recipe")


class ProposedConsent(BaseModel):
    """What a new version would say today."""

    title: str
    text: str
    sections: list[ConsentSection]


class WorkerConsent(BaseModel):
    """What holds, and what the caller accepted."""

    current: ConsentText
    accepted: int = Field(description="the newest version that the caller accepted")
    before: ConsentText | None = Field(description="its words, where it is an older one")


class AcceptIn(Model):
    """Accept a version."""

    version: int = Field(ge=1)


class ConsentVersion(BaseModel):
    """A version in the list."""

    version: int
    title: str
    note: str
    created_at: datetime
    author: str | None
    accepted: int
    workers: int


class ConsentHistory(BaseModel):
    """What holds, what a new version would say today, and all versions."""

    current: ConsentText
    proposed: ProposedConsent
    differs: bool = Field(description="the facts of the campaign changed since")
    versions: list[ConsentVersion]


class ConsentWordsIn(Model):
    """The owner's words of a new version."""

    title: ShortText
    text: PlainText = Field("", max_length=20_000)


class ConsentIn(ConsentWordsIn):
    """Publish a new version."""

    note: LongText = ""
    after: int = Field(ge=1, description="the version that the caller saw")


class Acceptance(BaseModel):
    """Who accepted which version when."""

    account_id: int
    worker: str
    simulated: bool
    is_erased: bool
    version: int
    latest: int
    at: datetime


class Sum(BaseModel):
    """An amount in a currency."""

    currency: str
    amount: Decimal


class MyData(BaseModel):
    """What a person would give up by being forgotten."""

    name: str
    unpaid: list[Sum]
    on_the_way: list[Sum]


class ForgetMeIn(Model):
    """Be forgotten."""

    name: PlainText = Field(max_length=200, description="the caller's name, as a confirmation")
    gives_up_pay: bool = False


class ForgetIn(Model):
    """Forget a worker who asked for it."""

    gives_up_pay: bool = False


class Viewer(BaseModel):
    """Somebody who saw the text of an item."""

    account_id: int
    name: str
    role: Literal["owner", "requester", "worker"]
    simulated: bool
    kind: Literal["task", "item", "evidence", "golden", "duplicates", "export", "delivery"]
    detail: str
    state: str | None = Field(description="of a task: what became of the assignment")
    at: datetime
