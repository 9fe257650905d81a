"""Counting caveats, hedges, sentences about sources, and words."""

from __future__ import annotations

from pathlib import Path

from tools.wording import Count, counted, table

ENGLISH = (
    "<html><body><nav><p>The source does not say.</p></nav><h1>Scale</h1>"
    "<p>Loans grew by 8.0%. The two cannot be added. The source does not say which.</p>"
    "<ul><li>It may be counted as a total.</li></ul><style>p{}</style></body></html>"
)
CHINESE = "<html><body><p>存款增长。两类数字不能相加。来源没有说明口径。</p></body></html>"


def test_sentences_of_each_sort_and_words_are_counted_without_the_contents() -> None:
    assert counted(ENGLISH.encode(), "en") == Count(words=23, sentences=5, caveats=2, hedges=2, sources=1)
    assert counted(CHINESE.encode(), "zh") == Count(words=20, sentences=3, caveats=2, hedges=0, sources=1)


def test_the_table_sets_before_against_after(tmp_path: Path) -> None:
    for folder, text in (("a", ENGLISH), ("b", ENGLISH.replace(" The source does not say which.", ""))):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "tiny.en.html").write_text(text, "utf-8")
    head, before, after = table(tmp_path / "a", tmp_path / "b")
    assert head.split()[:3] == ["document", "words", "sentences"]
    assert before.split() == ["tiny.en", "before", "23", "5", "2", "40.0%", "2", "1"]
    assert after.split()[-3:] == ["25.0%", "2", "0"]
