"""Data for machines: the package by Frictionless, the series by pysdmx, the page by extruct; and attacks on them."""

from __future__ import annotations

import json
import zipfile
from decimal import Decimal
from pathlib import Path

import extruct
import pytest
from frictionless import Package
from pysdmx.errors import Invalid
from pysdmx.io import get_datasets, read_sdmx

from briefing.editions.build import build
from briefing.editions.request import Request
from briefing.project.opening import open_project
from briefing.proof.verifying import Proof, verify
from briefing.render.datapackage import time_of
from briefing.review.lint import declarations
from tests.formats.changing import changed, with_change
from tests.support.mini_project import PACK, mini_project

NAME = "tiny-data.zh-en.zip"


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The root of a small project and the folder of its edition: page and data package."""
    pack = PACK.replace("[docx, pdf, html]", "[html, zip]")
    root = mini_project(tmp_path_factory.mktemp("package"), content__packs__tiny=pack)
    return root, build(open_project(root), Request(root / "out", jobs=1)).folder


def part(folder: Path, name: str) -> bytes:
    with zipfile.ZipFile(folder / NAME) as archive:
        return archive.read(name)


def proved(root: Path, folder: Path) -> Proof:
    return verify(folder, declarations(open_project(root))[0], [NAME], hashes=False)


def test_frictionless_finds_every_file_as_described_with_numbers_as_numbers(edition: tuple[Path, Path]) -> None:
    package = Package(str(edition[1] / NAME))
    assert package.validate().valid
    rows = {row["id"]: row for row in package.get_resource("figures").read_rows()}
    assets = rows["financial-assets@2025-12-31"]
    assert (assets["value"], assets["unit"], assets["printed_zh"]) == (Decimal(9_600_000_000_000), "CNY", "9.6万亿元")
    assert (rows["assets-growth@2025-12-31"]["value"], assets["indicator_en"]) == (Decimal("8.0"), "Financial assets")


def test_pysdmx_reads_the_series_by_their_structure(edition: tuple[Path, Path], tmp_path: Path) -> None:
    """The structure is valid by the schema of the standard (pysdmx checks it), and every code is one of its lists."""
    for name in ("series.csv", "structure.json"):
        (tmp_path / name).write_bytes(part(edition[1], name))
    (series,) = get_datasets(tmp_path / "series.csv", tmp_path / "structure.json")
    known = {component.id: component for component in series.structure.components}  # type: ignore[union-attr]
    assert list(series.data.columns) == list(known)
    for name, component in known.items():
        codes = component.enumeration
        assert codes is None or set(series.data[name]) <= {code.id for code in codes}, name
    read = {o.INDICATOR: (o.TIME_PERIOD, Decimal(str(o.OBS_VALUE))) for o in series.data.itertuples()}
    assert read == {
        "financial-assets": ("2025-12-31", Decimal(9_600_000_000_000)),
        "assets-growth": ("2025-12-31", Decimal(8)),
    }


@pytest.mark.parametrize(
    ("said", "put"),
    [('"id": "tiny-data_2026-04-10"', '"id": "tiny-data.2026-04-10"'), ('"version": "1.0"', '"version": "one"')],
)
def test_pysdmx_would_refuse_a_structure_that_is_not_of_the_standard(
    edition: tuple[Path, Path], tmp_path: Path, said: str, put: str
) -> None:
    text = part(edition[1], "structure.json").decode()
    assert said in text
    (tmp_path / "structure.json").write_text(text.replace(said, put), "utf-8")
    with pytest.raises(Invalid):
        read_sdmx(tmp_path / "structure.json")


@pytest.mark.parametrize(
    ("iso", "written"),
    [
        ("2025-12-31", "2025-12-31"),
        ("2025-11", "2025-11"),
        ("2025", "2025"),
        ("2026-01/2026-03", "2026-Q1"),
        ("2026-01/2026-05", "2026-01-01/P5M"),
        ("2024/2027", "2024-01-01/P48M"),
        ("2026-02-03/2026-02-09", "2026-02-03/P7D"),
        ("../2025-12", "2025-12-31"),
    ],
)
def test_periods_are_written_as_sdmx_writes_them(iso: str, written: str) -> None:
    assert time_of(iso) == written


def test_the_package_proves_and_has_the_same_bytes_again(edition: tuple[Path, Path], tmp_path: Path) -> None:
    root, folder = edition
    assert verify(folder, declarations(open_project(root))[0]).problems == ()
    again = build(open_project(root), Request(tmp_path, formats=("zip",), jobs=1, fresh=True)).folder
    assert (again / NAME).read_bytes() == (folder / NAME).read_bytes()


ATTACKS = {
    "a value": (changed("figures.csv", ",9600000000000,", ",9700000000000,"), "proof-figure-not-in-manifest"),
    "a text": (changed("figures.csv", "9.6万亿元", "9.9万亿元"), "proof-figure-not-in-manifest"),
    "a row left out": (
        changed("figures.csv", "assets-growth@2025-12-31,", "other@2025-12-31,"),
        "proof-figure-missing",
    ),
    "an observation": (changed("series.csv", ",9600000000000,", ",9700000000000,"), "proof-inside"),
    "the time of an observation": (changed("series.csv", "2025-12-31,9600", "2024-12-31,9600"), "proof-inside"),
    "a name of a code": (changed("structure.json", "Financial assets", "Financial losses"), "proof-inside"),
    "the day it was made": (changed("datapackage.json", "2026-04-10T", "2026-04-11T"), "proof-inside"),
    "a note with a number": (
        changed("sources.csv", "金融资产再上台阶", "金融资产再上3个台阶"),
        "proof-number-unaccounted",
    ),
}


@pytest.mark.parametrize("attack", sorted(ATTACKS))
def test_a_change_is_seen(attack: str, edition: tuple[Path, Path], tmp_path: Path) -> None:
    root, folder = edition
    change, code = ATTACKS[attack]
    made = with_change(folder, NAME, change, tmp_path)
    assert code in {p.code for p in proved(root, made).problems}


def test_the_description_names_each_file_with_its_digest(edition: tuple[Path, Path]) -> None:
    described = json.loads(part(edition[1], "datapackage.json"))
    assert [r["name"] for r in described["resources"]] == ["figures", "sources", "series"]
    assert described["languages"] == ["zh", "en"]


def test_the_page_is_a_dataset_of_observations_that_extruct_reads(edition: tuple[Path, Path]) -> None:
    page = (edition[1] / "tiny.en.html").read_text("utf-8")
    (found,) = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    data_set, *observations = found["@graph"]
    assert (found["@context"], data_set["@type"], data_set["name"]) == (
        "https://schema.org",
        "Dataset",
        "A small briefing",
    )
    said = {(o["@type"], o["identifier"], o["value"], o["unitText"]) for o in observations}
    assert said == {
        ("Observation", "financial-assets@2025-12-31", "9600000000000", "CNY"),
        ("Observation", "assets-growth@2025-12-31", "8.0", "percent"),
    }


PAGE = {
    "a value of its data": ('"value": "8.0"', '"value": "8.1"'),
    "an observation of another": ('"variableMeasured": "assets-growth"', '"variableMeasured": "financial-assets"'),
    "its edition": ('"version": "', '"version": "9'),
    "its name": ('"name": "A small', '"name": "A large'),
    "no data at all": ("application/ld+json", "text/javascript"),
}


@pytest.mark.parametrize("attack", sorted(PAGE))
def test_a_change_of_the_data_of_a_page_is_seen(attack: str, edition: tuple[Path, Path], tmp_path: Path) -> None:
    root, folder = edition
    made = tmp_path / folder.name
    made.mkdir()
    (made / "manifest.json").write_bytes((folder / "manifest.json").read_bytes())
    for name in ("tiny.en.html", "tiny.zh.html"):
        text = (folder / name).read_text("utf-8")
        assert name.endswith("zh.html") or PAGE[attack][0] in text
        (made / name).write_text(text.replace(*PAGE[attack], 1) if ".en." in name else text, "utf-8")
    proof = verify(made, declarations(open_project(root))[0], ["tiny.en.html"], hashes=False)
    assert {(p.code, p.file) for p in proof.problems} == {("proof-inside", "tiny.en.html")}
