"""The package that `pip install` builds has every file of the app, and the build is quiet."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sla_nl import __version__

ROOT = Path(__file__).parents[2]
UNSHIPPED = ("__pycache__",)


def files(app: Path) -> set[str]:
    """Return the files of the app below a folder, as relative paths."""
    return {
        path.relative_to(app).as_posix()
        for path in app.rglob("*")
        if path.is_file() and not set(path.parts) & set(UNSHIPPED)
    }


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    """Build the package; return the folder that was built, and everything that was printed."""
    folder = tmp_path_factory.mktemp("build")
    steps = ["egg_info", "--egg-base", folder, "build", "--build-base", folder]
    done = subprocess.run(
        [sys.executable, "setup.py", "--quiet", *map(str, steps)],
        cwd=ROOT, env=os.environ | {"PYTHONDONTWRITEBYTECODE": ""},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder / "lib", done.stdout + done.stderr


def test_the_package_has_every_file_of_the_app(build):
    """Doctypes, fixtures, the workspace, pictures, scripts, translations and examples too."""
    folder, _output = build
    assert files(folder / "sla_nl") == files(ROOT / "sla_nl")


def test_the_build_has_no_warnings(build):
    _folder, output = build
    assert "warn" not in output.lower()


def test_the_package_has_the_version_of_the_app():
    done = subprocess.run(
        [sys.executable, "setup.py", "--version"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split()[-1] == __version__
