"""What every content record shares: frozen, no unknown keys, and the place it was read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, PrivateAttr, model_validator

from briefing.content.yaml_reader import Located


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a content file, relative to the project root; line 0 when unknown."""

    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class Record(BaseModel):
    """What all records share: frozen, no unknown keys, and the place it was read from."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    _where: Where = PrivateAttr(default_factory=Where)
    _lines: dict[str, int] = PrivateAttr(default_factory=dict)

    @property
    def where(self) -> Where:
        """The file and line of this record."""
        return self._where

    def at(self, key: str) -> Where:
        """The file and line of one of its keys; of the record when the key is not written."""
        return Where(self._where.file, self._lines.get(key, self._where.line))

    @model_validator(mode="wrap")
    @classmethod
    def _keep_place(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        made = handler(data)
        if isinstance(data, Located):
            made._where = Where(data.file, data.line)
            made._lines = data.lines
        return made
