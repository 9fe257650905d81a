"""Traditional characters as simplified ones, where wordings are compared: 忠縣 is 忠县, 萬元 is 万元. What is printed stays.

``traditional.yaml`` beside this module holds the pairs, those that occur in names of places, industries, units and heads
of columns among them; only such as stand for one simplified character whatever the word (乾 and 著 do not).
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import yaml


def simplified(text: str) -> str:
    """Return the text with its traditional characters as simplified ones."""
    wanted, pairs = _pairs()
    return text.translate(pairs) if wanted.search(text) else text


@cache
def _pairs() -> tuple[re.Pattern[str], dict[int, str]]:
    data = (resources.files(__package__) / "traditional.yaml").read_text("utf-8")
    pairs = {ord(word[0]): word[1] for word in yaml.load(data, Loader=yaml.CSafeLoader)["pairs"].split()}
    return re.compile("[" + "".join(map(chr, pairs)) + "]"), pairs
