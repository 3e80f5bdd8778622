"""Installs sla_nl; a bench reads the app's name from here."""

from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent

setup(
    name="sla_nl",
    version="0.1.0",
    description="SLA contracts for Frappe Helpdesk, with every date and every euro explained",
    long_description=(HERE / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="AGPL-3.0-only",
    python_requires=">=3.11",
    packages=find_packages(include=["sla_nl", "sla_nl.*"]),
    include_package_data=True,
    package_data={
        "sla_nl": [
            "*/*/*.json",
            "fixtures/*.json",
            "cli/*/*",
            "examples/*.csv",
            "doctype/*.js",
            "doctype/*/*.js*",
            "public/js/*.js",
            "public/js/*/*",
            "report/*/*.js*",
            "translations/*",
            "*.txt",
        ]
    },
    install_requires=[
        "holidays>=0.109,<0.110",  # a release may move a date: tests/unit/test_dependencies.py
        "click>=8.1,<9",
        "orjson>=3.9,<4",
        "openpyxl>=3.1,<3.2",
        "tzdata",  # the law of time zones: a newer one is a truer one
    ],
    extras_require={"dev": ["pytest", "hypothesis", "workclock", "ruff", "mypy"]},
    entry_points={"console_scripts": ["sla-nl = sla_nl.cli.main:main"]},
)
