"""scripts/run, scripts/test and .ci/run, with a Python that only writes down what it is asked to do."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from fakes import write_library
from packaging.requirements import Requirement

from core.settings import ROOT
from index.build import build_store

# Stands in for Python: notes its arguments, makes a .venv that holds itself, installs nothing, runs the rest for real.
FAKE_PYTHON = """#!/bin/sh
echo "$*" >>"{calls}"
case "$1 ${{2-}}" in
"-m venv")
    mkdir -p "$4/bin" "$4/lib/python3.13/site-packages" && cp "$0" "$4/bin/python"
    printf '#!/bin/sh\\necho "waymark $*" >>"{calls}"\\n[ "$1" != "${{FAIL-}}" ]\\n' >"$4/bin/waymark"
    chmod +x "$4/bin/waymark" ;;
"-m ${{FAIL-}}") exit 1 ;;
"-m "*) ;;
*) exec "{python}" "$@" ;;
esac
"""


@dataclass(frozen=True, slots=True)
class Clone:
    """A copy of the scripts in a folder of their own, beside a fake Python that comes first on the path."""

    folder: Path
    environment: dict[str, str]

    def run(self, script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.folder / script), *arguments],
            cwd=self.folder.parent,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def calls(self) -> list[str]:
        """What Python and waymark were asked to do since the last time, without the set-up's own inspections."""
        noted = self.folder.parent / "calls"
        rows = noted.read_text().splitlines() if noted.exists() else []
        noted.write_text("")
        return [row for row in rows if not row.startswith(("- ", "-c ")) and row not in ("-", "-m pip --version")]


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    folder, fakes, modules = tmp_path / "a clone", tmp_path / "bin", tmp_path / "modules"
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    shutil.copytree(ROOT / ".ci", folder / ".ci")
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder / name)
    fakes.mkdir()
    python = fakes / "python3.13"
    python.write_text(FAKE_PYTHON.format(calls=tmp_path / "calls", python=sys.executable))
    python.chmod(0o755)
    (modules / "torch").mkdir(parents=True)
    (modules / "torch" / "__init__.py").write_text(
        "import os, types\n__version__ = '2.13.0'\nversion = types.SimpleNamespace(cuda=os.environ.get('CUDA'))\n"
    )
    path = f"{fakes}:/usr/local/bin:/usr/bin:/bin"
    return Clone(folder, {"PATH": path, "PYTHONPATH": str(modules), "HOME": str(tmp_path)})


@pytest.mark.parametrize("script", ["scripts/run", "scripts/test", "scripts/peers", "scripts/_setup"])
def test_script_is_posix_shell(script: str) -> None:
    assert subprocess.run(["sh", "-n", ROOT / script], capture_output=True, check=False).stderr == b""
    assert (ROOT / script).read_text().isascii()


def test_scripts_are_executable_and_named_for_sh() -> None:
    for script in ("scripts/run", "scripts/test", "scripts/peers"):
        assert (ROOT / script).stat().st_mode & 0o111
        assert (ROOT / script).read_text().startswith("#!/bin/sh\n")


def test_set_up_installs_the_cpu_build_of_torch_first(clone: Clone) -> None:
    done = clone.run("scripts/run")
    assert done.returncode == 0, done.stderr
    installs = [call for call in clone.calls() if "pip install" in call]
    assert len(installs) == 2
    if sys.platform == "linux":
        assert installs[0].endswith("--extra-index-url https://download.pytorch.org/whl/cpu torch==2.13.0+cpu")
        assert "--retries 0" in installs[0]
    assert installs[1].endswith(f"-c {clone.folder}/constraints.txt -e {clone.folder}")


def test_only_torch_is_looked_for_on_another_index() -> None:
    assert (ROOT / "scripts" / "_setup").read_text().count("-index-url") == 1


def test_second_run_starts_at_once(clone: Clone) -> None:
    clone.run("scripts/run")
    clone.calls()
    again = clone.run("scripts/run", "--port", "8600")
    assert again.returncode == 0
    assert again.stdout == ""
    assert clone.calls() == ["waymark ingest", "waymark serve --port 8600"]


def test_run_starts_at_once_after_the_tests_were_set_up(clone: Clone) -> None:
    clone.run("scripts/test")
    clone.calls()
    clone.run("scripts/run")
    assert clone.calls() == ["waymark ingest", "waymark serve"]


def test_test_adds_its_extras_after_run(clone: Clone) -> None:
    clone.run("scripts/run")
    clone.calls()
    clone.run("scripts/test")
    assert any(call.endswith(f"-e {clone.folder}[test]") for call in clone.calls())


@pytest.mark.parametrize("changed", ["pyproject.toml", "constraints.txt", "scripts/_setup"])
def test_set_up_is_done_again_when_what_it_is_made_of_changes(clone: Clone, changed: str) -> None:
    clone.run("scripts/run")
    clone.calls()
    with (clone.folder / changed).open("a") as file:
        file.write("\n# changed\n")
    clone.run("scripts/run")
    assert sum("pip install" in call for call in clone.calls()) == 2


def test_set_up_that_broke_off_is_done_again(clone: Clone) -> None:
    broken = clone.run("scripts/run", FAIL="pip")
    assert broken.returncode == 1
    assert "run this again" in broken.stderr
    assert not any(call.startswith("waymark") for call in clone.calls())
    assert clone.run("scripts/run").returncode == 0
    assert sum("pip install" in call for call in clone.calls()) == 2


def test_set_up_refuses_a_cuda_build(clone: Clone) -> None:
    refused = clone.run("scripts/run", CUDA="12.8")
    assert refused.returncode == 1
    assert "A CUDA build was installed" in refused.stderr
    assert not list((clone.folder / ".venv").glob("*.stamp"))


def test_set_up_refuses_an_nvidia_package(clone: Clone) -> None:
    found = Path(clone.environment["PYTHONPATH"]) / "nvidia_cublas-1.0.dist-info"
    found.mkdir()
    (found / "METADATA").write_text("Metadata-Version: 2.1\nName: nvidia-cublas\nVersion: 1.0\n")
    refused = clone.run("scripts/run")
    assert refused.returncode == 1
    assert "nvidia-cublas" in refused.stderr


def test_set_up_says_which_python_it_needs(clone: Clone) -> None:
    fakes = Path(clone.environment["PATH"].split(":")[0])
    for name in ("python3.13", "python3.12", "python3.11", "python3", "python"):
        (fakes / name).write_text("#!/bin/sh\nexit 1\n")
        (fakes / name).chmod(0o755)
    refused = clone.run("scripts/run")
    assert refused.returncode == 1
    assert refused.stderr.startswith("Waymark needs Python 3.11 or newer")
    assert refused.stderr.count("\n") == 1


def test_test_runs_every_check_and_the_tests_last(clone: Clone) -> None:
    clone.run("scripts/test")
    clone.calls()
    assert clone.run("scripts/test", "-k", "offsets").returncode == 0
    assert clone.calls() == [
        "-m ruff check .",
        "-m ruff format --check .",
        "-m mypy",
        "-m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder -k offsets",
    ]


@pytest.mark.parametrize("check", ["ruff", "mypy", "pytest"])
def test_test_fails_when_a_check_fails(clone: Clone, check: str) -> None:
    clone.run("scripts/test")
    clone.calls()
    assert clone.run("scripts/test", FAIL=check).returncode == 1
    assert clone.calls()[-1].startswith(f"-m {check}")


def test_run_stops_when_nothing_could_be_indexed(clone: Clone) -> None:
    stopped = clone.run("scripts/run", FAIL="ingest")
    assert stopped.returncode == 1
    assert "waymark serve" not in clone.calls()


def test_run_opens_what_could_be_indexed(clone: Clone, tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "CURRENT").write_text("1")
    served = clone.run("scripts/run", FAIL="ingest", WAYMARK_STORE=str(tmp_path / "store"))
    assert served.returncode == 0
    assert "Not everything could be indexed" in served.stderr
    assert clone.calls()[-1] == "waymark serve"


SAMPLE_COMMANDS = [
    "waymark services import {sample}/marlbrook.json --name marlbrook",
    "waymark services places areas {sample}/areas.geojson",
    "waymark services places districts {sample}/districts.csv",
]


def test_run_imports_the_sample_of_services_where_there_is_no_directory(clone: Clone) -> None:
    sample = clone.folder / "services" / "sample"
    shutil.copytree(ROOT / "services" / "sample", sample)
    clone.run("scripts/run")
    imports = [command.format(sample=sample) for command in SAMPLE_COMMANDS]
    assert [call for call in clone.calls() if call.startswith("waymark")] == [
        "waymark ingest",
        *imports,
        "waymark serve",
    ]
    directory = clone.folder / "store" / "services" / "directory.sqlite"
    directory.parent.mkdir(parents=True)
    directory.touch()
    clone.run("scripts/run")
    assert clone.calls() == ["waymark ingest", "waymark serve"]


def test_run_imports_no_sample_of_services_into_another_library(clone: Clone, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "services" / "sample", clone.folder / "services" / "sample")
    clone.run("scripts/run", WAYMARK_LIBRARY=str(tmp_path / "mylib"))
    assert clone.calls()[-2:] == ["waymark ingest", "waymark serve"]


def test_run_opens_the_page_where_the_sample_of_services_cannot_be_imported(clone: Clone) -> None:
    shutil.copytree(ROOT / "services" / "sample", clone.folder / "services" / "sample")
    served = clone.run("scripts/run", FAIL="services")
    assert served.returncode == 0
    assert "could not be imported" in served.stderr
    assert clone.calls()[-1] == "waymark serve"


def index_of(store: Path, library: Path) -> None:
    """A store that says of itself that it was built from `library`."""
    (store / "generations" / "1").mkdir(parents=True, exist_ok=True)
    (store / "CURRENT").write_text("1\n")
    (store / "generations" / "1" / "manifest.json").write_text(json.dumps({"library_folder": str(library.resolve())}))


def test_run_keeps_and_opens_an_index_of_another_library(clone: Clone, tmp_path: Path) -> None:
    index_of(clone.folder / "store", tmp_path / "mylib")
    served = clone.run("scripts/run")
    assert served.returncode == 0
    assert [call for call in clone.calls() if call.startswith("waymark")] == ["waymark serve"]
    assert f"is of the library {tmp_path / 'mylib'}. It is kept as it is, and opened." in served.stderr
    assert f"WAYMARK_STORE='{clone.folder}/store-sample' scripts/run" in served.stderr
    clone.run("scripts/run", WAYMARK_STORE=f"{clone.folder}/store-sample")
    assert clone.calls() == ["waymark ingest", "waymark serve"]


def test_run_builds_another_library_where_it_is_named(clone: Clone, tmp_path: Path) -> None:
    index_of(clone.folder / "store", tmp_path / "mylib")
    clone.run("scripts/run", WAYMARK_LIBRARY=str(tmp_path / "mylib"))
    assert clone.calls()[-2:] == ["waymark ingest", "waymark serve"]


@pytest.mark.parametrize("place", ["a clone/guidance_docs", "where the clone was/guidance_docs"])
def test_run_builds_the_sample_again_where_the_index_is_of_it(clone: Clone, tmp_path: Path, place: str) -> None:
    index_of(clone.folder / "store", tmp_path / place)
    assert clone.run("scripts/run").stderr == ""
    assert clone.calls()[-2:] == ["waymark ingest", "waymark serve"]


def test_run_reads_the_library_from_a_store_as_it_is_written(clone: Clone, tmp_path: Path) -> None:
    library = write_library(tmp_path / "mylib", {"visits": "Every child is seen alone.\n"})
    build_store(library, clone.folder / "store", model="hashing")
    assert f"is of the library {library}. It is kept" in clone.run("scripts/run").stderr


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["--port", "8600", "--help"]])
def test_run_prints_its_help_and_sets_nothing_up(clone: Clone, arguments: list[str]) -> None:
    shown = clone.run("scripts/run", *arguments)
    assert (shown.returncode, shown.stderr) == (0, "")
    for words in ("Usage: scripts/run", "--port", "WAYMARK_LIBRARY", "WAYMARK_STORE"):
        assert words in shown.stdout
    assert clone.calls() == []
    assert not (clone.folder / ".venv").exists()


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash on the path")
def test_ci_ends_with_the_tests(clone: Clone) -> None:
    for name in ("chromium", "tesseract", "ocrmypdf"):
        program = Path(clone.environment["PATH"].split(":")[0]) / name
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    assert clone.run(".ci/run").returncode == 0
    assert clone.calls()[-1] == "-m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder"


def test_peers_are_installed_once_beside_what_is_there(clone: Clone) -> None:
    requirements = clone.folder / "evaluations" / "peers" / "requirements.txt"
    requirements.parent.mkdir(parents=True)
    shutil.copy(ROOT / "evaluations" / "peers" / "requirements.txt", requirements)
    done = clone.run("scripts/peers", "echo", "ran")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "ran"), done.stderr
    calls = clone.calls()
    assert calls[-2:] == [
        f"-m venv --clear {clone.folder}/.venv-peers",
        f"-m pip install -qq --disable-pip-version-check -r {requirements}",
    ]
    packages = "lib/python3.13/site-packages"
    seen = (clone.folder / ".venv-peers" / packages / "waymark.pth").read_text()
    assert seen == f"import site; site.addsitedir('{clone.folder}/.venv/{packages}')\n"
    assert not list((clone.folder / ".venv").rglob("*.pth"))
    assert not (Path(sysconfig.get_path("purelib")) / "waymark.pth").exists()
    assert clone.run("scripts/peers", "echo", "ran").stdout == "ran\n"
    assert clone.calls() == []
    requirements.write_text("-c ../../constraints.txt\n")
    clone.run("scripts/peers", "true")
    assert f"-m venv --clear {clone.folder}/.venv-peers" in clone.calls()


def _pins() -> dict[str, str]:
    rows = [row for row in (ROOT / "constraints.txt").read_text().splitlines() if row and not row.startswith("#")]
    wanted = [Requirement(row) for row in rows]
    return {pin.name: str(pin.specifier) for pin in wanted if pin.marker is None or pin.marker.evaluate()}


def test_constraints_hold_nothing_for_cuda() -> None:
    text = (ROOT / "constraints.txt").read_text()
    assert 'torch==2.13.0+cpu; sys_platform == "linux"' in text
    assert not re.search(r"nvidia|cuda|triton|\+cu1", text.split("torch==", 1)[1], re.IGNORECASE)
    assert not any(name.startswith("nvidia") or name == "triton" for name in _pins())


def test_constraints_pin_every_requirement_exactly() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [Requirement(row) for row in project["dependencies"] + project["optional-dependencies"]["test"]]
    pins = _pins()
    assert {need.name for need in wanted} <= set(pins)
    assert all(re.fullmatch(r"==[\w.+]+", pin) for pin in pins.values())
    assert all(need.specifier.contains(pins[need.name].removeprefix("==")) for need in wanted)


def test_constraints_are_what_is_tested_here() -> None:
    others = {}
    for name, pin in _pins().items():
        try:
            if f"=={version(name)}" != pin:
                others[name] = version(name)
        except PackageNotFoundError:
            continue
    assert others == {}
