"""The listing of facts: plain values, the documents they rest on, texts in each language."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from briefing import Workspace, as_data
from tests.support.mini_project import mini_project

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
      - {period: "2023-12-31", basis: stated, value: "5.000万亿", published: 5.000万亿元, source: s1, locator: L4}
      - {period: "2022-12-31", basis: reported, value: null, published: 10—20亿元, source: s1, locator: L4}
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
    root = mini_project(tmp_path)
    for name, text in FILES.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, "utf-8")
    records = {row["id"]: row for row in as_data(Workspace(root, date(2026, 7, 3)).facts())}
    latest = records["deposits@2025-12-31"]
    assert latest["value"] == "5660000000000"
    assert latest["qualifier"] == "more-than"
    assert latest["source"] == "one.txt"
    assert (latest["zh"], latest["label_zh"], latest["label_en"]) == ("超5.660万亿元", "存款余额", "")
    assert latest["en"] == "more than RMB\u00a05.660\u00a0trillion"
    assert (records["deposits@2022-12-31"]["value"], records["deposits@2022-12-31"]["unit"]) == (None, None)
    rise = records["rise"]
    assert rise["value"] == "660000000000"
    assert rise["source"] == "one.txt"
    assert rise["inputs"] == ["deposits@2025-12-31", "deposits@2023-12-31"]
    assert rise["measure"] == "change"
    assert json.loads(json.dumps(records)) == records
