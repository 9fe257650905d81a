"""Characters of texts that come in: folded or named at the door, and nothing else touched."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.characters import folded, likeness, odd, read_text

#: What comes in, what it is read as, and the code points a person is told of.
CASES = {
    "Kangxi radicals": ("⽣物医药与⾦融", "生物医药与金融", "U+2F63 U+2FA6"),
    "a radical that is a numeral": ("⼀⼆⼗", "一二十", "U+2F00 U+2F06 U+2F17"),
    "CJK radicals": ("⻓⻋⻅", "长车见", "U+2ED3 U+2ECB U+2EC5"),
    "a compatibility ideograph": ("金\uf90a", "金金", "U+F90A"),
    "of the supplementary plane": ("\U0002f800", "丽", "U+2F800"),
    "ideographs that stand in that block": ("﨎﨏﨑", "﨎﨏﨑", ""),
    "a variation sequence": ("葛\U000e0100、芦\ufe00", "葛、芦", "U+E0100 U+FE00"),
    "ligatures of a PDF": ("o\ufb03ce, \ufb01nance", "office, finance", "U+FB03 U+FB01"),
    "mathematical letters": ("\U0001d400\U0001d7d2", "A4", "U+1D400 U+1D7D2"),
    "vertical and small punctuation": ("甲\ufe35乙\ufe36﹐丙", "甲（乙），丙", "U+FE35 U+FE36 U+FE50"),
    "zero-width characters": ("生\u200b物\ufeff医\u2060药", "生物医药", "U+200B U+FEFF U+2060"),
    "a soft hyphen": ("invest\u00adment", "investment", "U+00AD"),
    "marks of direction": ("甲\u202e乙\u202c\u200f", "甲乙", "U+202E U+202C U+200F"),
    "control characters": ("项\x07目\x1b[31m\x00", "项目[31m", "U+0007 U+001B U+0000"),
    "an object of Word": ("甲\ufffc乙", "甲乙", "U+FFFC"),
    "marks apart from their letter": ("Caf\u0065\u0301", "Café", "U+0065 U+0301"),
    "a look-alike letter": ("5 \u212a", "5 K", "U+212A"),
    "full-width letters and digits": ("ＡＢ１２３", "AB123", ""),
    "wide spaces": ("张\u3000三\u2003丰", "张 三 丰", ""),
    "other line breaks": ("甲\u000b乙\u2028丙\r\n丁\r", "甲\n乙\n丙\n丁\n", ""),
}

#: What no text may hold.
REFUSED = {
    "a private character": ("甲\ue000", "U+E000"),
    "what could not be decoded": ("甲\ufffd", "U+FFFD"),
    "a control character of a wrong encoding": ("it\x92s", "U+0092"),
    "half of a pair": ("甲\ud800", "U+D800"),
}

#: Right as it stands: Chinese punctuation, signs with a form of their own, spaces that do not break.
PLAIN = (
    "重庆，金融（“智融惠畅”）：9.6万亿元；50000㎡、①、℃、Ⅱ、½、m²、㐂𠮷犇\nRMB\u00a09.6\u202ftrillion — naïve café\t👍"
)


@pytest.mark.parametrize("name", CASES)
def test_what_looks_like_another_character_is_read_as_that_one(name: str) -> None:
    given_, wanted, told = CASES[name]
    text, problems = read_text(given_, "content/a.yaml", 3)
    assert text == folded(given_) == wanted
    assert " ".join(found.name for found in odd(given_) if found.told) == told
    assert {(p.code, p.file, p.line) for p in problems} == (
        {("character-folded", "content/a.yaml", 3)} if told else set()
    )
    assert all(p.message.isprintable() for p in problems)


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused(name: str) -> None:
    given_, told = REFUSED[name]
    text, problems = read_text(given_, "content/a.yaml", 3)
    assert text == given_
    assert [p.code for p in problems] == ["character-refused"]
    assert told in problems[0].message
    assert problems[0].message.isprintable()


def test_plain_text_stays_as_it_is() -> None:
    assert read_text(PLAIN, "a") == (PLAIN, ())


def test_every_radical_has_its_character() -> None:
    for code in (*range(0x2F00, 0x2FD6), *range(0x2E81, 0x2E9A), *range(0x2E9B, 0x2EF4)):
        assert unicodedata.name(folded(chr(code))).startswith("CJK UNIFIED IDEOGRAPH"), hex(code)


@pytest.mark.parametrize("other", ["⽣物 医药", "生物\u200b医药", "生 物\u3000医药", "生物医药\n"])
def test_spellings_of_one_name_are_alike(other: str) -> None:
    assert likeness(other) == likeness("生物医药")


def test_case_and_width_do_not_tell_names_apart() -> None:
    assert likeness("ＡＩ Park") == likeness("aipark") != likeness("ai-park")


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    once = folded(text)
    assert folded(once) == once
    assert all(found.reads is None for found in odd(once))
