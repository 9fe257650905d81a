"""Where the title of a cover may end a line: at the names of the glossary."""

from __future__ import annotations

import pytest

from briefing.catalogue.glossary import Glossary, GlossaryTerm
from briefing.compose.composing import title_parts

NAMES = ("西部金融中心", "金融中心", "重庆")
GLOSSARY = Glossary({}, {name: GlossaryTerm(name, (), {}, "", "official") for name in NAMES})


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("重庆建设西部金融中心投资者简报", ("重庆建设", "西部金融中心", "投资者简报")),
        ("西部金融中心与西部金融中心", ("西部金融中心", "与", "西部金融中心")),
        ("招商清单投资指引", ()),
        ("西部金融中心 briefing", ()),
        ("", ()),
    ],
)
def test_a_title_is_cut_around_its_longest_names(title: str, parts: tuple[str, ...]) -> None:
    assert title_parts(title, GLOSSARY) == parts
