"""A new project for another place: empty, and working from the first command."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polib
import yaml

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.updating import extract, refreshed
from briefing.content.load import load_content
from briefing.files.writing import write
from briefing.formats import FORMATS
from briefing.problems import ProblemsFound, problem
from briefing.workspace.folder import ProjectFolder

if TYPE_CHECKING:
    from briefing.project.opening import Project

PACK = "briefing"


def start(ws: ProjectFolder, folder: Path, names: Mapping[str, str]) -> tuple[str, ...]:
    """Write a project for the place of these names (by language id) into an empty or new folder, in the house style and the
    languages of this one, and return its files. Raises ``ProblemsFound`` when the folder holds anything, or a name is
    missing."""
    project = ws.project()
    missing = [tag for tag in project.languages if not names.get(tag, "").strip()]
    if missing:
        raise ProblemsFound(problem("option-needed", option=f"--name {tag}=…") for tag in missing)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ProblemsFound([problem("start-folder", str(folder))])
    starter = yaml.safe_load((resources.files(__package__) / "starter.yaml").read_text("utf-8"))
    home = _id(names)
    files = dict(_copied(project, starter, names, home))
    for name, text in starter["files"].items():
        files[name] = text.replace("HOME", home).encode("utf-8")
    files[f"content/packs/{PACK}.yaml"] = _pack(project, starter, names)
    files[f"templates/{PACK}.html"] = starter["template"].encode("utf-8")
    files |= _catalogues(files, starter, names, tuple(t for t in project.languages if t != SOURCE_TAG))
    write({folder / name: data for name, data in files.items()})
    return tuple(sorted(files))


def _id(names: Mapping[str, str]) -> str:
    """The id of a region from the first of its names that is written in Latin letters."""
    latin = next((name for name in names.values() if name.isascii()), "")
    made = re.sub(r"[^a-z0-9]+", "-", latin.casefold()).strip("-")
    if not made:
        raise ProblemsFound([problem("option-needed", option="--name en=…")])
    return made


def _copied(
    project: Project, starter: Mapping[str, Any], names: Mapping[str, str], home: str
) -> Iterator[tuple[str, bytes]]:
    """The house style and the rules of the languages, with this place in the other's stead."""
    for name in starter["copied"]:
        path = project.root / name
        for found in sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]:
            if found.is_file():
                shown = found.relative_to(project.root).as_posix()
                yield shown, _moved(project, shown, found.read_bytes(), names, home)


def _moved(project: Project, name: str, data: bytes, names: Mapping[str, str], home: str) -> bytes:
    """A copied file as it is in the new project."""
    tag = Path(name).stem
    if name == f"i18n/{tag}.yaml" and tag in project.languages:
        return _language(project, tag, data.decode("utf-8"), names[tag], home).encode("utf-8")
    if name.endswith("house.po"):
        return _unreviewed(data)
    if not name.endswith(".yaml") or name.startswith("templates/"):
        return data
    old = [project.languages[t].regions[project.base.home].name for t in names] if project.base.home else []
    kept = [line for line in data.decode("utf-8").split("\n") if not any(word in line for word in old)]
    return "\n".join(kept).encode("utf-8")


def _language(project: Project, tag: str, text: str, name: str, home: str) -> str:
    """The rules of a language with the regions that any place needs, and the new one for the old."""
    language, old = project.languages[tag], project.base.home
    common = set(language.reading.regions) - {old}
    begin, rest = text.split("\nregions:", 1)
    block, after = re.split(r"\n(?=[^\s#])", rest, maxsplit=1)
    kept = [line for line in block.split("\n") if not (m := re.match(r"  ([a-z0-9-]+):", line)) or m[1] in common]
    within = language.regions[old].within.replace(language.regions[old].name, name) if old else name
    kept.insert(1, f"  {home}: {{name: {name}, within: {within}}}")
    after = re.sub(
        rf"(?m)^(    ){re.escape(old)}(: \[.*)$",
        lambda m: f"{m[1]}{home}{m[2].replace(language.regions[old].name, name)}",
        after,
    )
    return f"{begin}\nregions:{chr(10).join(kept)}\n{after}"


def _unreviewed(data: bytes) -> bytes:
    """A catalogue without its reviewers' marks and what is no longer used: nobody has reviewed it for this project."""
    entries = polib.pofile(data.decode("utf-8"), wrapwidth=0)
    made = polib.POFile(wrapwidth=0)
    made.metadata = entries.metadata
    for entry in entries:
        if not entry.obsolete:
            entry.tcomment = ""
            made.append(entry)
    return str(made).encode("utf-8")


def _pack(project: Project, starter: Mapping[str, Any], names: Mapping[str, str]) -> bytes:
    words = {key: text.format(**names) for key, text in starter["pack"][SOURCE_TAG].items()}
    data = {
        "id": PACK,
        "template": f"{PACK}.html",
        "languages": list(project.languages),
        "formats": [name for name, row in FORMATS.items() if not row.only],
        "series": words["series"],
        "title": words["title"],
        "notice": [words["notice"]],
    }
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120).encode("utf-8")


def _catalogues(
    files: Mapping[str, bytes], starter: Mapping[str, Any], names: Mapping[str, str], tags: tuple[str, ...]
) -> dict[str, bytes]:
    """The translation files of the new project, with everything in them translated."""
    pack = {tag: starter["pack"][tag] for tag in (SOURCE_TAG, *tags) if tag in starter["pack"]}
    words = {
        text.format(**names): {tag: pack[tag][key].format(**names) for tag in tags if tag in pack}
        for key, text in pack[SOURCE_TAG].items()
    }
    words |= {text: dict.fromkeys(tags, said) for text, said in starter["translations"].items()}
    with tempfile.TemporaryDirectory(prefix="briefing-") as name:
        root = Path(name)
        for shown, data in files.items():
            (root / shown).parent.mkdir(parents=True, exist_ok=True)
            (root / shown).write_bytes(data)
        content, _ = load_content(root)
        units, _ = extract(root / "templates", content)
        for path, data in refreshed(units, root / "i18n", tags).items():
            entries = polib.pofile(data.decode("utf-8"), wrapwidth=0)
            for entry in entries:
                entry.msgstr = entry.msgstr or words.get(entry.msgid, {}).get(path.parent.name, "")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(str(entries), "utf-8")
        made = refreshed(units, root / "i18n", tags)
        return {path.relative_to(root).as_posix(): data for path, data in made.items()}
