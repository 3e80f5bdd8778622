"""Tell the steps of maintenance, availability and credits in Dutch or in English."""

from __future__ import annotations

from datetime import date

from ..documents.fields import time_text
from ..steps import Step
from . import service_en, service_nl
from .tables import MONTHS, UNITS
from .telling import Words

STEPS = {"en": service_en.STEPS, "nl": service_nl.STEPS}
PERIOD_NAMES = {"en": service_en.PERIOD_NAMES, "nl": service_nl.PERIOD_NAMES}
MEDIA = {"en": service_en.MEDIA, "nl": service_nl.MEDIA}

_AT_START = ("told_late", "not_told")
_OF = {"en": "of", "nl": "van"}
_THROUGH = {"en": "through", "nl": "via"}


class ServiceWords(Words):
    """Sentences for the steps of windows, uptimes and credit cases, with times in one zone."""

    def step(self, step: Step) -> str:
        """Return the sentence of a step, with its clauses."""
        return STEPS[self.language][_template(step)].format_map(self._values(step))

    def period(self, kind: str, name: str) -> str:
        """Return the name of a period in words: `June 2026`; other periods keep their name."""
        if kind != "month":
            return name
        month = date.fromisoformat(f"{name}-01")
        return f"{MONTHS[self.language][month.month - 1]} {month.year}"

    def _values(self, step: Step) -> dict[str, str]:
        values = {name: self._value(name, value) for name, value in step.values.items()}
        values["at"], values["at_time"] = self.moment(step.at), self.time(step.at)
        values["used"], values["clauses"] = self.duration(step.used_s), self.clauses(step.clauses)
        if step.end is not None:
            values["end"], values["end_time"] = self.moment(step.end), self.time(step.end)
        if step.code == "service":
            values["name"] = self.period(str(step.values["period"]), str(step.values["name"]))
        if "unit" in step.values:
            values["amount"] = self._amount(str(step.values["amount"]), str(step.values["unit"]))
        return values

    def _value(self, name: str, value: str | int) -> str:
        """Return a value of a step in words."""
        text = str(value)
        if name == "period":
            return PERIOD_NAMES[self.language][text]
        if name == "percentage":
            return self.number(text)
        if name in ("base", "budget"):
            return self.duration(int(value))
        if name == "minute":
            return time_text(int(value))
        if name == "definition":
            return f". {text}" if text else ""
        if name == "through":
            return f" {_THROUGH[self.language]} {self._media(text)}" if text else ""
        if name == "applies_to":
            return f" {_OF[self.language]} {text[:1].lower()}{text[1:]}" if text else ""
        return text

    def _media(self, names: str) -> str:
        media = MEDIA[self.language]
        return ", ".join(media.get(name, name) for name in names.split(", "))

    def _amount(self, number: str, unit: str) -> str:
        if number.isdecimal():
            return self.amount(int(number), unit)
        return f"{self.number(number)} {UNITS[self.language][unit][1]}"


def _template(step: Step) -> str:
    """Return the key in `STEPS` of the sentence for a step."""
    if step.code in _AT_START and not step.used_s:
        return "told_at_start" if step.code == "told_late" else "not_told_at_start"
    if step.code == "notice" and "unit" not in step.values:
        return "notice_at_start"
    if step.code == "lost" and not step.values["base"]:
        return "nothing_agreed"
    return step.code
