"""Edits of YAML touch what they change and nothing else."""

from __future__ import annotations

import pytest
import yaml

from briefing.files.yaml_reader import Splice, flow, found, scalar

BLOCK = """\
# head
indicators:
  - id: a   # the first
    unit: CNY
    observations:
      - period: "2025-12-31"
        value: "1.0"   # kept
        note: x

  # about b
  - id: b
    targets: []
"""


def node(splice: Splice, index: int) -> yaml.MappingNode:
    listed = found(splice.root(), "indicators")
    assert isinstance(listed, yaml.SequenceNode)
    made = listed.value[index]
    assert isinstance(made, yaml.MappingNode)
    return made


def added(old: str, new: str) -> list[str]:
    """The lines that are new; every old line must still be there, in order."""
    rest = iter(new.splitlines())
    fresh: list[str] = []
    for line in old.splitlines():
        for candidate in rest:
            if candidate == line:
                break
            fresh.append(candidate)
        else:
            raise AssertionError(f"{line!r} is gone")
    return [*fresh, *rest]


def test_an_entry_is_one_line_before_blank_lines_and_comments() -> None:
    splice = Splice(BLOCK)
    listed = found(node(splice, 0), "observations")
    assert isinstance(listed, yaml.SequenceNode)
    splice.append(listed, '{period: "2026-06-30"}')
    assert added(BLOCK, splice.text()) == ['      - {period: "2026-06-30"}']
    assert splice.text().index("2026-06-30") < splice.text().index("# about b")


def test_an_empty_flow_sequence_takes_its_first_entry() -> None:
    splice = Splice(BLOCK)
    listed = found(node(splice, 1), "targets")
    assert isinstance(listed, yaml.SequenceNode)
    splice.append(listed, "{x: y}")
    assert "targets: [{x: y}]" in splice.text()


def test_a_new_sequence_stands_before_the_key_named() -> None:
    splice = Splice(BLOCK)
    splice.begin(node(splice, 1), "observations", "{x: y}", "targets")
    assert "  - id: b\n    observations:\n      - {x: y}\n    targets: []\n" in splice.text()
    assert yaml.safe_load(splice.text())["indicators"][1]["observations"] == [{"x": "y"}]


def test_a_value_is_replaced_in_its_place_and_its_comment_stays() -> None:
    splice = Splice(BLOCK)
    listed = found(node(splice, 0), "observations")
    assert isinstance(listed, yaml.SequenceNode)
    record = listed.value[0]
    splice.set(record, "value", '"2.0"')
    splice.set(record, "revisions", "[]")
    splice.drop(record, "note")
    assert '        value: "2.0"   # kept\n' in splice.text()
    assert "note: x" not in splice.text()
    assert yaml.safe_load(splice.text())["indicators"][0]["observations"][0]["revisions"] == []


def test_flow_mappings_are_edited_on_their_line() -> None:
    text = 'indicators: [{id: a, note: n, observations: [{period: "2025"}]}]\n'
    splice = Splice(text)
    splice.drop(node(splice, 0), "note")
    listed = found(node(splice, 0), "observations")
    assert isinstance(listed, yaml.SequenceNode)
    splice.set(listed.value[0], "withdrawn", "{source: s}")
    assert splice.text() == 'indicators: [{id: a, observations: [{period: "2025", withdrawn: {source: s}}]}]\n'


def test_line_ends_of_the_file_are_kept() -> None:
    text = BLOCK.replace("\n", "\r\n")
    splice = Splice(text)
    listed = found(node(splice, 0), "observations")
    assert isinstance(listed, yaml.SequenceNode)
    splice.append(listed, "{x: y}")
    assert splice.text().replace("\r\n", "").count("\n") == 0


TEXTS = ["s005", "L9-11", "9.6万亿元", "2026", "null", "a: b", 'say "x"', "yes", "a\\b", "# no", "-", "x\ny"]


@pytest.mark.parametrize("text", TEXTS)
def test_scalars_read_back_as_the_same_text(text: str) -> None:
    assert yaml.safe_load(scalar(text)) == text
    assert yaml.safe_load(flow({"published": text, "note": None})) == {"published": text}
