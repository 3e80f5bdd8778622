"""Tell the steps and notes of a verdict in Dutch or in English."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_DOWN, Decimal

from ..calendars.holidays_nl import holiday_names
from ..calendars.instants import Zone
from ..clock_state import ClockState
from ..history import Note
from ..steps import Step, steps_of
from ..verdict import Verdict
from .clauses import Citation, Cite, by_code
from .tables import (
    CHANNEL_NAMES,
    CLOCK_NAMES,
    EVENTS,
    KIND_NAMES,
    MONTHS,
    NOTES,
    REASON_NAMES,
    SENT,
    SHORT,
    STEPS,
    TRIGGERS,
    UNITS,
    WEEKDAYS,
    WHEN,
)


def clock_name(key: str, language: str) -> str:
    """Return the name of a due key's clock: `Recovery`, or `Recovery (80%)` for an aim."""
    clock, _, share = key.partition("@")
    name = CLOCK_NAMES[language].get(clock, clock).capitalize()
    if share in ("", "100"):
        return name
    return f"{name} ({decimal_text(share, language)}%)"


def promise_text(promise: str, language: str) -> str:
    """Return the words for a missed promise; the name of a service stays as it is.

    Example: `incident/Urgent/resolution@90` is `Incident Urgent: Resolution (90%)`.
    """
    kind, _, rest = promise.partition("/")
    priority, _, key = rest.rpartition("/")
    if kind not in KIND_NAMES[language] or "@" not in key:
        return promise
    return f"{capital(KIND_NAMES[language][kind])} {priority}: {clock_name(key, language)}"


def decimal_text(number: str, language: str) -> str:
    """Return a decimal number as a language writes it: `99.9` or `99,9`."""
    return number.replace(".", ",") if language == "nl" else number


def percent_text(figure: Decimal | None, language: str, places: int = 2) -> str:
    """Return a share as `99.95%`, rounded down: 99.999 is not 100.

    Args:
        places: the most decimals that are shown; zeros at the end are left out.
    Returns: a dash if there is no figure.
    """
    if figure is None:
        return "–"
    text = f"{figure.quantize(Decimal(1).scaleb(-places), ROUND_DOWN).normalize():f}"
    return f"{decimal_text(text, language)}%"


def capital(sentence: str) -> str:
    """Return a sentence with a capital as its first letter; the rest stays as it is."""
    return sentence[:1].upper() + sentence[1:]


class Words:
    """Sentences for steps and notes in one language, with times in one zone.

    Args:
        language: `en` or `nl`.
        cite: how clauses are shown; by their codes if left out.
    """

    def __init__(self, language: str, zone: Zone, cite: Cite = by_code) -> None:
        self.language = language
        self.zone = zone
        self._cite = cite

    def explain(self, verdict: Verdict, clock: ClockState) -> list[str]:
        """Return the sentences that say how a clock's due date was reached."""
        return [self.step(step) for step in steps_of(verdict, clock)]

    def step(self, step: Step) -> str:
        """Return the sentence of a step."""
        return STEPS[self.language][self._template(step)].format_map(self._values(step))

    def note(self, note: Note) -> str:
        """Return the sentence of a note, with its clauses."""
        values = {name: self._note_value(name, value) for name, value in note.values.items()}
        sentence = NOTES[self.language][note.code].format_map(values)
        return sentence + self.clauses(note.clauses)

    def moment(self, instant_s: int) -> str:
        """Return `Monday 8 June 2026 09:00`, with the offset if that time exists twice."""
        local = self.zone.local(instant_s)
        is_double = local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
        offset = f" (UTC{local:%z})" if is_double else ""
        return f"{self.day(local.date())} {local.year} {self.time(instant_s)}{offset}"

    def short(self, instant_s: int) -> str:
        """Return `Mon 2026-06-08 09:00`."""
        local = self.zone.local(instant_s)
        weekday = WEEKDAYS[self.language][local.weekday()]
        return f"{weekday[: SHORT[self.language]]} {local:%Y-%m-%d %H:%M}"

    def brief(self, instant_s: int, now: int) -> str:
        """Return `Mon 8 June 09:00`, with the year if it differs from the year of `now`."""
        local = self.zone.local(instant_s)
        weekday = WEEKDAYS[self.language][local.weekday()][: SHORT[self.language]]
        month = MONTHS[self.language][local.month - 1]
        year = "" if local.year == self.zone.local(now).year else f" {local.year}"
        return f"{weekday} {local.day} {month}{year} {local:%H:%M}"

    def time(self, instant_s: int) -> str:
        """Return `09:00`, or `09:00:05` if there are seconds."""
        local = self.zone.local(instant_s)
        return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"

    def day(self, day: date) -> str:
        """Return `Monday 8 June`."""
        names, months = WEEKDAYS[self.language], MONTHS[self.language]
        return f"{names[day.weekday()]} {day.day} {months[day.month - 1]}"

    def weekday(self, name: str) -> str:
        """Return the name of a calendar's day, which is given as `Monday` or `Holiday`."""
        if name == "Holiday":
            return {"en": name, "nl": "feestdag"}[self.language]
        return WEEKDAYS[self.language][WEEKDAYS["en"].index(name)]

    def duration(self, seconds: int) -> str:
        """Return `4 hours 30 minutes`; hours are never turned into days."""
        parts = []
        for unit, size in (("hours", 3600), ("minutes", 60), ("seconds", 1)):
            count, seconds = divmod(seconds, size)
            if count:
                parts.append(self.amount(count, unit))
        return " ".join(parts) or self.amount(0, "minutes")

    def amount(self, count: int, unit: str) -> str:
        """Return `1 week` or `3 weeks`."""
        one, many = UNITS[self.language][unit]
        return f"{count} {one if count == 1 else many}"

    def number(self, text: str) -> str:
        """Return a decimal number as the language writes it."""
        return decimal_text(text, self.language)

    def clauses(self, clauses: tuple[str, ...]) -> str:
        """Return ` (vcare-4.5-p1-response)`, or an empty text if there are no clauses."""
        names = ", ".join(citation.name for citation in self.citations(clauses))
        return f" ({names})" if names else ""

    def citations(self, clauses: tuple[str, ...]) -> list[Citation]:
        """Return how clauses are shown."""
        return self._cite(clauses, self.language)

    def _note_value(self, name: str, value: str | int) -> str | int:
        """Return a value of a note in words."""
        if isinstance(value, int):
            return self.moment(value)
        if name == "kind":
            return KIND_NAMES[self.language][value]
        if name == "event":
            return SENT[self.language].get(value, value)
        if name == "trigger":
            return TRIGGERS[self.language].get(value, value)
        if name in ("channel", "channels"):
            names = CHANNEL_NAMES[self.language]
            return ", ".join(names[channel] for channel in value.split(", "))
        return value

    def _template(self, step: Step) -> str:
        """Return the key in `STEPS` of the sentence for a step."""
        if step.code == "open":
            if step.values["days"] != 1:
                return "open_days"
            return "open_day_breaks" if "breaks" in step.values else "open_day"
        if step.code == "closed":
            if step.values["reason"] == "weekend":
                is_weekend = step.values["from"] != step.values["to"]
                return "closed_weekend" if is_weekend else "closed_weekday"
            return "closed_day" if self._closed_day_name(step) else "closed_weekday"
        if step.code == "paused" and step.end is None:
            return "paused_open"
        if step.code == "moved" and step.values["is_opening"]:
            return "moved_opening"
        if step.code == "working_days" and not step.values["amount"]:
            return "same_day"
        return step.code

    def _values(self, step: Step) -> dict[str, str]:
        values = {
            "at": self.moment(step.at),
            "at_time": self.time(step.at),
            "day": self.day(self.zone.local(step.at).date()),
            "used": self.duration(step.used_s),
            "clauses": self.clauses(step.clauses),
        }
        if step.end is not None:
            values["end"], values["end_time"] = self.moment(step.end), self._end_time(step.end)
            values["first"] = values["day"]
            values["last"] = self.day(self.zone.local(step.end - 1).date())
        given = step.values
        if "event" in given:
            event = str(given["event"])
            values["event"] = EVENTS[self.language][event]
            values["when"] = WHEN[self.language].get(event, values["event"])
        if "kind" in given:
            values["kind"] = KIND_NAMES[self.language][str(given["kind"])]
            values["priority"] = str(given["priority"])
        if "reasons" in given:
            names = REASON_NAMES[self.language]
            values["reasons"] = ", ".join(names[r] for r in str(given["reasons"]).split(", ") if r)
        if "breaks" in given:
            values["breaks"] = str(given["breaks"])
        if "days" in given:
            values["days"] = self.amount(int(given["days"]), "days")
        if "amount" in given:
            unit = str(given.get("unit", "working_days"))
            values["amount"] = self.amount(int(given["amount"]), unit)
        if "to" in given and isinstance(given["to"], int):
            values["to"] = self.moment(given["to"])
        if "from" in given:
            values["date"] = self.day(date.fromisoformat(str(given["from"])))
            values["name"] = self._closed_day_name(step)
        return values

    def _end_time(self, instant_s: int) -> str:
        text = self.time(instant_s)
        return "24:00" if text == "00:00" else text

    def _closed_day_name(self, step: Step) -> str:
        """Return the name of a holiday or the reason of a special day, or an empty text."""
        if step.values["reason"] == "special":
            return str(step.values.get("text", ""))
        day = date.fromisoformat(str(step.values["from"]))
        return holiday_names(day.year, self.language).get(day, "")
