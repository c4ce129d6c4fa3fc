"""Prompts are data: YAML files with a name and a version, so that every answer can name what was asked.

Each input of a prompt says what it is: `data` is wrapped (see `data_block`), `label` is one short line of the
recipe's own words, such as a category. There is no third way in, so a document cannot speak as a prompt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from goldsmith.domain.errors import NotFound
from goldsmith.llm.config import Role
from goldsmith.llm.data_block import NOTICE, data_block
from goldsmith.llm.errors import PromptInvalid
from goldsmith.llm.request import Message, ModelRequest
from goldsmith.llm.schema import Schema

SHIPPED = Path(__file__).parent / "prompts"
LABEL_CHARS = 200

_TEMPLATES = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False, trim_blocks=True)


@cache
def _compiled(text: str) -> Template:
    """A template, compiled once: that takes longer than filling it in."""
    return _TEMPLATES.from_string(text)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    version: int = Field(ge=1)
    role: Role
    source: str | None = None
    inputs: dict[str, Literal["data", "label"]]
    system: str
    user: str
    max_tokens: int = Field(default=1024, ge=1)
    temperature: float = Field(default=0.0, ge=0, le=2)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt of one version.

    Attributes:
        name: what it is for.
        version: raised with every change of its words.
        role: who is asked.
        inputs: name → "data" or "label".
        system: template of the instructions; the notice about data is put before it.
        user: template of the question.
        max_tokens: of the answer.
        temperature: of the answer.
    """

    name: str
    version: int
    role: Role
    inputs: Mapping[str, str]
    system: str
    user: str
    max_tokens: int = 1024
    temperature: float = 0.0

    @property
    def reference(self) -> str:
        """Name and version, such as "judge-pair@1"."""
        return f"{self.name}@{self.version}"

    def messages(self, values: Mapping[str, str]) -> tuple[Message, ...]:
        """Fill the prompt in.

        Raises:
            PromptInvalid: an input is missing or not known, a label is not one short line, or the template fails.
        """
        if values.keys() != self.inputs.keys():
            wrong = ", ".join(sorted(values.keys() ^ self.inputs.keys()))
            raise PromptInvalid(f"The prompt {self.reference} has other inputs: {wrong}.")
        shown = {name: self._shown(name, value) for name, value in values.items()}
        try:
            system = _compiled(self.system).render(shown)
            user = _compiled(self.user).render(shown)
        except TemplateError as error:
            raise PromptInvalid(f"The prompt {self.reference} cannot be filled in: {error}") from error
        return Message("system", f"{NOTICE}\n\n{system.strip()}"), Message("user", user.strip())

    def request(
        self, values: Mapping[str, str], schema: Schema | None = None, *, seed: int | None = None
    ) -> ModelRequest:
        """A request with this prompt filled in; raises as `messages` does."""
        return ModelRequest(
            self.role,
            self.messages(values),
            schema,
            temperature=self.temperature,
            max_tokens=self.max_tokens,
            seed=seed,
            prompt=self.reference,
        )

    def _shown(self, name: str, value: str) -> str:
        if self.inputs[name] == "data":
            return data_block(value)
        if len(value) > LABEL_CHARS or not value.isprintable():
            raise PromptInvalid(
                f"{name} of the prompt {self.reference} is not one line of at most {LABEL_CHARS} characters.",
                hint="Longer text belongs into an input of kind data.",
            )
        return value


def read_prompt(path: Path) -> Prompt:
    """Read a prompt file.

    Raises:
        PromptInvalid: not YAML, or not the file of a prompt; names file and place.
    """
    try:
        written = _File.model_validate(YAML(typ="safe").load(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise PromptInvalid(f"{path.name} cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise PromptInvalid(f"{path.name}: {where}: {first['msg']}") from error
    return Prompt(**written.model_dump(exclude={"source"}))


@cache
def shipped_prompts() -> Mapping[str, Prompt]:
    """The prompts that come with the package, by name."""
    found = [read_prompt(path) for path in sorted(SHIPPED.glob("*.yaml"))]
    return {prompt.name: prompt for prompt in found}


def shipped_prompt(name: str) -> Prompt:
    """One of the shipped prompts.

    Raises:
        NotFound: there is none of this name; the hint lists them.
    """
    try:
        return shipped_prompts()[name]
    except KeyError:
        raise NotFound(
            f"There is no prompt {name}.", hint=f"Choose one of {', '.join(shipped_prompts())}."
        ) from None
