"""What the documentation says is so: the README's run, the settings, the records, the room list."""

import re
import shlex
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from core import records, settings
from core.settings import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_the_readmes_run_prints_what_the_readme_shows(sample_store: Path) -> None:
    found = re.search(r"```console\n\$ waymark (.+?)\n(.+?)\n```", README, re.DOTALL)
    assert found is not None
    result = CliRunner().invoke(main, [*shlex.split(found[1]), "--store", str(sample_store)])
    assert result.exit_code == 0, result.stderr
    assert result.stdout.strip() == found[2].strip()


@pytest.mark.parametrize("name", sorted(set(re.findall(r"WAYMARK_[A-Z]+", Path(settings.__file__).read_text()))))
def test_every_setting_is_in_the_readme(name: str) -> None:
    assert f"`{name}`" in README


def test_every_field_of_every_record_is_in_the_table_of_records() -> None:
    shared = [one for one in vars(records).values() if is_dataclass(one) and one.__module__ == records.__name__]
    missing = [
        f"{record.__name__}.{field.name}"
        for record in shared
        for field in fields(record)
        if not re.search(rf"\| `{record.__name__}`.*\b{field.name}\b", ARCHITECTURE)
    ]
    assert missing == []


def test_every_room_is_in_the_readme_and_in_the_architecture() -> None:
    rooms = [path.name for path in ROOT.iterdir() if path.is_dir() and (path / "__init__.py").exists()]
    assert sorted(rooms)
    for room in rooms:
        assert f"`{room}/`" in README
        assert f"`{room}/`" in ARCHITECTURE


def test_every_file_is_in_the_architecture_under_its_folder() -> None:
    listed = dict(
        re.findall(r"^\| (`\w+/.*?) \| (.+) \|$", ARCHITECTURE.split("## Files")[1].split("## Records")[0], re.M)
    )
    rooms = sorted(path.parent for path in ROOT.glob("[a-z]*/__init__.py") if path.parent.name != "tests")
    files = [path for room in rooms for path in room.rglob("*.py") if not path.name.startswith("__")]
    assert len(files) > 100
    for path in files:
        folder = f"`{path.parent.relative_to(ROOT)}/`"
        assert any(folder in key and f"`{path.stem}`" in names for key, names in listed.items()), path
