"""The Python packages that the bench's environment lacks, in a folder of the cache.

Nothing is installed into the bench's environment. Packages that the app and the suite need beside
it go into a folder of their own on `PYTHONPATH`, in versions that agree with the environment's.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import Requirement

from .bench import APP, RunError

SUITE = ("pytest>=8", "freezegun>=1.2", "requests", "gunicorn", "aiosmtpd>=1.4,<2",
         "vobject>=0.9,<2")  # fmt: skip
LIST_INSTALLED = """
import importlib.metadata as metadata, json
print(json.dumps({d.metadata["Name"]: d.version for d in metadata.distributions()}))
"""


def provide(python: Path, cache: Path, *more: str) -> list[Path]:
    """Return the folders to put on `PYTHONPATH`: none if the environment has every package.

    Args: more: requirements beside the app's and the suite's own.

    Raises: RunError: the packages cannot be installed.
    """
    installed = _installed(python)
    missing = [str(need) for need in _needs(*more) if not _is_met(need, installed)]
    if not missing:
        return []
    key = hashlib.sha256(json.dumps([str(python), missing, installed]).encode()).hexdigest()[:12]
    folder = cache / f"packages-{key}"
    if not folder.is_dir():
        _install(python, missing, installed, folder)
    return [folder]


def _needs(*more: str) -> list[Requirement]:
    try:
        of_app = requires(APP) or []
    except PackageNotFoundError as error:
        raise RunError("the app is not installed here; `make test` does that first") from error
    needs = [Requirement(text) for text in (*of_app, *SUITE, *more)]
    return [need for need in needs if not need.marker or need.marker.evaluate({"extra": ""})]


def _installed(python: Path) -> dict[str, str]:
    done = subprocess.run(
        [python, "-c", LIST_INSTALLED],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    return dict(sorted(json.loads(done.stdout).items()))


def _is_met(need: Requirement, installed: dict[str, str]) -> bool:
    by_name = {_plain(name): version for name, version in installed.items()}
    version = by_name.get(_plain(need.name))
    return version is not None and need.specifier.contains(version, prereleases=True)


def _plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def _install(python: Path, missing: list[str], installed: dict[str, str], folder: Path) -> None:
    """Install the packages beside the environment's own versions; else, in the newest versions."""
    clashing = {_plain(Requirement(text).name) for text in missing}
    kept = [f"{n}=={version}" for n, version in installed.items() if _plain(n) not in clashing]
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        constraints = Path(scratch, "constraints.txt")
        target = Path(scratch, "target")
        for lines in (kept, []):
            constraints.write_text("\n".join(lines), "utf-8")
            shutil.rmtree(target, ignore_errors=True)
            done = subprocess.run(
                [
                    sys.executable, "-m", "pip", "--python", python, "install", "--quiet",
                    "--disable-pip-version-check", "--target", target,
                    "--constraint", constraints, *missing,
                ],
                stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
            )  # fmt: skip
            if not done.returncode:
                shutil.move(target, folder)
                return
    reason = done.stderr.strip().splitlines()[-1:] or ["pip gave no reason"]
    raise RunError(f"cannot install {', '.join(missing)}: {reason[0]}")
