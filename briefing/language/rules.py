"""What all rules of a language share: frozen records, patterns with named places, exact factors."""

from __future__ import annotations

import re
import string
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field


class UnknownRule(LookupError):  # noqa: N818 - reads as what it says
    """A unit, form, region or scale that the language data does not name; the message lists what is known."""


def _quoted(value: object) -> object:
    if isinstance(value, (str, Decimal)):
        return value
    raise ValueError(f"write the number in quotes, exactly ({value!r} was read as a {type(value).__name__})")


def fields(*allowed: str) -> AfterValidator:
    def check(text: str) -> str:
        known = " ".join("{" + name + "}" for name in allowed)
        for _, name, _, _ in string.Formatter().parse(text):
            if name is not None and name not in allowed:
                raise ValueError(f"{{{name}}} is not filled here; use {known}")
        return text

    return AfterValidator(check)


def _checked(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is not a regular expression: {error}") from error
    return text


Factor = Annotated[Decimal, Field(gt=0), BeforeValidator(_quoted)]
#: A regular expression, checked when it is read.
Expression = Annotated[str, AfterValidator(_checked)]


class Rules(BaseModel):
    """What all rules share: frozen, and no key that nobody reads."""

    model_config = ConfigDict(frozen=True, extra="forbid")
