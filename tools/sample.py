"""The demonstration list: synthetic projects from ``content/workbooks/sample.yaml``, the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random

from briefing.content.fields import Id, Record, Words
from briefing.projects.vocabulary import read_record

LIST, SEED, COUNT = "sample", 160, 160


class SamplePair(Record):
    """A text in both languages."""

    zh: Words
    en: str


class Product(SamplePair):
    """What a factory makes, and what it is counted in."""

    unit: Words
    units: Words


class SampleSector(SamplePair):
    """A sector and its products."""

    products: tuple[Product, ...]


class SampleAudience(SamplePair):
    """An audience of the demonstration."""

    id: Id
    sectors: tuple[Words, ...] = ()
    regions: tuple[Words, ...] = ()
    least: Words | None = None


class SampleWords(Record):
    """``sample.yaml``."""

    title: SamplePair
    issuer: SamplePair
    mark: SamplePair
    sectors: tuple[SampleSector, ...]
    kinds: tuple[SamplePair, ...]
    statuses: tuple[SamplePair, ...]
    cooperation: tuple[SamplePair, ...]
    advantages: tuple[SamplePair, ...]
    sites: tuple[SamplePair, ...]
    approvals: tuple[SamplePair, ...]
    offices: tuple[SamplePair, ...]
    contacts: tuple[Words, ...]
    benefit: SamplePair
    basis: SamplePair
    content: SamplePair
    audiences: tuple[SampleAudience, ...]


@dataclass(slots=True)
class Sample:
    """Rows of the blank workbook (text by field), and the English of their words by context and Chinese."""

    rows: list[dict[str, str]] = field(default_factory=list)
    english: dict[tuple[str, str], str] = field(default_factory=dict)


def read_sample_words(root: Path) -> SampleWords:
    """The words of the demonstration list. Raises ``ProblemsFound``."""
    return read_record(root, "sample.yaml", SampleWords)


def make_sample(
    words: SampleWords, districts: Sequence[tuple[str, str, str]], count: int = COUNT, seed: int = SEED
) -> Sample:
    """``count`` projects. ``districts`` are names, their regions and their English. A few rows are as rows in real lists
    are: an amount about, a range, none at all, two districts, no English."""
    chance = Random(seed)
    sample = Sample()
    for number in range(1, count + 1):
        sample.rows.append(dict(_row(words, districts, chance, sample.english, number)))
    return sample


def _row(
    words: SampleWords,
    districts: Sequence[tuple[str, str, str]],
    chance: Random,
    english: dict[tuple[str, str], str],
    number: int,
) -> Iterator[tuple[str, str]]:
    def said(context: str, pair: SamplePair) -> str:
        english[context, pair.zh] = pair.en
        return pair.zh

    sector = words.sectors[chance.randrange(len(words.sectors))]
    product = sector.products[chance.randrange(len(sector.products))]
    kind = chance.choice(words.kinds)
    district, region, romanised = districts[chance.randrange(len(districts))]
    name = f"{district}{product.zh}{kind.zh}{number:03d}{words.mark.zh}"
    money = chance.choice((3, 5, 8, 12, 18, 25, 40, 65, 90, 150)) * 10_000 + chance.randrange(0, 10_000, 50)
    land, floor, capacity = chance.randrange(30, 900, 10), chance.randrange(2, 60), chance.randrange(1, 90)
    yield "code", f"S{number:04d}"
    yield "name", name
    if number % 40:
        english["project name", name] = f"{romanised} {product.en} {kind.en} {number:03d}{words.mark.en}"
    yield "sector", said("item", sector)
    yield "region", region
    second = districts[chance.randrange(len(districts))][0]
    yield "district", f"{district}、{second}" if number % 53 == 0 and second != district else district
    yield "status", said("status", chance.choice(words.statuses))
    yield "owner", f"重庆示例{chance.choice('安博昌德恒嘉')}{chance.choice('源泰信远卓')}发展有限公司"
    told = {
        "product": product.zh,
        "kind": kind.zh,
        "land": land,
        "floor": floor,
        "capacity": capacity,
        "unit": product.unit,
    }
    content = words.content.zh.format(**told)
    told = {"kind": kind.en, "product": product.en, "land": land, "units": product.units}
    if number % 40:
        size = {"square": f"{floor * 10_000:,}", "number": f"{capacity * 10_000:,}"}
        english["content", content] = words.content.en.format(**told, **size)
    yield "content", content
    amounts = {31: f"约{money // 10_000}亿元", 67: "5-8亿元", 97: "面议"}
    yield "investment", amounts.get(number, f"{money}")
    yield "sought", f"{money // 20 * 10}"
    ways = chance.sample(words.cooperation, 2)
    yield "cooperation", "、".join(said("cooperation", w) for w in ways)
    yield "term", chance.choice(("2026-2028", "2026-2029", "24个月", "36个月"))
    value = chance.randrange(2, 60)
    benefit = words.benefit.zh.format(value=value)
    english["benefit", benefit] = words.benefit.en.format(english=f"{Decimal(value) / 10:f} billion")
    yield "benefit", benefit
    yield "benefit-basis", said("benefit", words.basis)
    yield "advantages", said("advantages", chance.choice(words.advantages))
    yield "site", said("site", chance.choice(words.sites))
    yield "approvals", said("approvals", chance.choice(words.approvals))
    yield "contact-name", chance.choice(words.contacts)
    yield "contact-office", said("office", chance.choice(words.offices))
    yield "contact-telephone", f"023-0000{number:04d}"
    yield "contact-email", f"sample{number:03d}@example.invalid"
    if number % 3:
        yield "contact-verified", "2026-06-30"
    yield "valid-until", "2026-12-31"
