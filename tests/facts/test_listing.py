"""The listing of facts: plain values, the documents they rest on, texts from the callables given."""

from __future__ import annotations

import json
from pathlib import Path

from briefing.facts.fact import Fact
from briefing.facts.snapshot import fact_records
from tests.support.content_case import based

FILES = {
    "content/indicators/a.yaml": """\
indicators:
  - id: deposits
    label: 存款余额
    unit: CNY
    kind: stock
    observations:
      - period: "2025-12-31"
        basis: stated
        value: "5.660万亿"
        qualifier: 超
        published: 超5.660万亿元
        source: s1
        locator: L9
      - {period: "2023-12-31", basis: stated, value: "5.000万亿", published: 5.000万亿元, source: s2, locator: L4}
      - {period: "2022-12-31", basis: reported, value: null, published: N万亿元, source: s2, locator: L4}
""",
    "content/derived/a.yaml": """\
derived:
  - id: rise
    label: 增加额
    op: difference
    inputs: [deposits@2025-12-31, deposits@2023-12-31]
    unit: CNY
    decimals: -9
""",
}


def test_records(tmp_path: Path) -> None:
    def text(tag: str, fact: Fact) -> str:
        return f"{tag} {fact.id}"

    def label(tag: str, fact: Fact) -> str:
        return f"{tag} {fact.label}"

    records = {str(r["id"]): r for r in fact_records(based(tmp_path, FILES), text, label)}
    assert list(records) == ["deposits@2022-12-31", "deposits@2023-12-31", "deposits@2025-12-31", "rise"]
    latest = records["deposits@2025-12-31"]
    assert latest["value"] == "5660000000000"
    assert latest["qualifier"] == "more-than"
    assert latest["source"] == "one.txt"
    assert (latest["zh"], latest["label_en"]) == ("zh deposits@2025-12-31", "en 存款余额")
    assert (records["deposits@2022-12-31"]["value"], records["deposits@2022-12-31"]["unit"]) == (None, None)
    rise = records["rise"]
    assert rise["value"] == "660000000000"
    assert rise["source"] == "one.txt; two.txt"
    assert rise["inputs"] == ["deposits@2025-12-31", "deposits@2023-12-31"]
    assert rise["measure"] == "change"
    assert json.loads(json.dumps(list(records.values()))) == list(records.values())
