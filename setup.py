"""Install sla_nl; a bench reads the app's name from here."""

import re
from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent


def read_version() -> str:
    """Return the version in `sla_nl/__init__.py`, without importing the app.

    Raises: ValueError: the file has no line such as `__version__ = "1.2.3"`.
    """
    text = (HERE / "sla_nl" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    if found is None:
        raise ValueError('sla_nl/__init__.py needs a line such as __version__ = "1.2.3"')
    return found[1]


setup(
    name="sla_nl",
    version=read_version(),
    description="SLA contracts for Frappe Helpdesk, with every date and every euro explained",
    long_description=(HERE / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="AGPL-3.0-only",
    license_files=["license.txt"],
    python_requires=">=3.11",
    packages=find_packages(include=["sla_nl", "sla_nl.*"]),
    package_data={
        "sla_nl": [
            "*.txt",
            *(f"**/*.{kind}" for kind in ("json", "js", "css", "csv", "png", "html")),
        ]
    },
    install_requires=[
        "holidays>=0.109,<0.110",  # a release may move a date: tests/unit/test_dependencies.py
        "click>=8.1,<9",
        "orjson>=3.9,<4",
        "openpyxl>=3.1,<3.2",
        "icalendar>=6.1,<8",
        "tzdata",  # the law of time zones: a newer one is a truer one
    ],
    extras_require={
        "dev": ["pytest", "hypothesis", "workclock", "ruff", "mypy", "setuptools>=64"],
    },
    entry_points={"console_scripts": ["sla-nl = sla_nl.cli.main:main"]},
)
