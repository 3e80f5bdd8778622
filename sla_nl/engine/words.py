"""The steps and notes of a verdict in words, in Dutch and in English."""

from __future__ import annotations

from datetime import date

from .facts import Note
from .holidays_nl import holiday_names
from .instants import Zone
from .steps import Step, steps_of
from .verdict import ClockState, Verdict

LANGUAGES = ("en", "nl")

_WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split(),
}
_SHORT = {"en": 3, "nl": 2}
_MONTHS = {
    "en": "January February March April May June July August September October November "
    "December".split(),
    "nl": "januari februari maart april mei juni juli augustus september oktober november "
    "december".split(),
}
UNITS = {
    "en": {
        "hours": ("hour", "hours"),
        "minutes": ("minute", "minutes"),
        "seconds": ("second", "seconds"),
        "days": ("day", "days"),
        "calendar_days": ("calendar day", "calendar days"),
        "weeks": ("week", "weeks"),
        "months": ("month", "months"),
        "working_days": ("working day", "working days"),
        "working_hours": ("working hour", "working hours"),
        "working_minutes": ("working minute", "working minutes"),
    },
    "nl": {
        "hours": ("uur", "uur"),
        "minutes": ("minuut", "minuten"),
        "seconds": ("seconde", "seconden"),
        "days": ("dag", "dagen"),
        "calendar_days": ("kalenderdag", "kalenderdagen"),
        "weeks": ("week", "weken"),
        "months": ("maand", "maanden"),
        "working_days": ("werkdag", "werkdagen"),
        "working_hours": ("werkuur", "werkuren"),
        "working_minutes": ("minuut werktijd", "minuten werktijd"),
    },
}
CLOCK_NAMES = {
    "en": {
        "registration": "registration",
        "response": "response",
        "recovery": "recovery",
        "resolution": "resolution",
        "update": "status update",
        "report": "post-incident report",
        "quote": "quote",
    },
    "nl": {
        "registration": "registratie",
        "response": "reactie",
        "recovery": "herstel",
        "resolution": "oplossing",
        "update": "statusupdate",
        "report": "incidentrapport",
        "quote": "offerte",
    },
}
STATE_NAMES = {
    "en": {
        "not started": "not started",
        "running": "running",
        "paused": "paused",
        "met": "met",
        "breached": "breached",
        "not applicable": "not applicable",
    },
    "nl": {
        "not started": "niet begonnen",
        "running": "loopt",
        "paused": "gepauzeerd",
        "met": "gehaald",
        "breached": "overschreden",
        "not applicable": "niet van toepassing",
    },
}
_EVENTS = {
    "en": {
        "reported": "reported",
        "responded": "responded",
        "updated": "last update",
        "resolved": "resolved",
        "quote_requested": "quote requested",
        "reopened": "reopened",
    },
    "nl": {
        "reported": "gemeld",
        "responded": "gereageerd",
        "updated": "laatste update",
        "resolved": "opgelost",
        "quote_requested": "offerte gevraagd",
        "reopened": "heropend",
    },
}
_WHEN = {
    "en": {
        "reported": "at the report",
        "responded": "at the response",
        "resolved": "at the resolution",
        "quote_requested": "when a quote is asked for",
    },
    "nl": {
        "reported": "bij de melding",
        "responded": "bij de reactie",
        "resolved": "bij de oplossing",
        "quote_requested": "zodra om een offerte is gevraagd",
    },
}
KIND_NAMES = {
    "en": {
        "incident": "incident",
        "change": "change",
        "question": "question",
        "problem": "problem",
    },
    "nl": {
        "incident": "incident",
        "change": "wijziging",
        "question": "vraag",
        "problem": "probleem",
    },
}
CHANNEL_NAMES = {
    "en": {
        "portal": "the portal",
        "email": "e-mail",
        "phone": "telephone",
        "chat": "chat",
        "form": "the form",
        "standby": "the out-of-hours service",
        "monitoring": "monitoring",
    },
    "nl": {
        "portal": "het portaal",
        "email": "e-mail",
        "phone": "telefoon",
        "chat": "chat",
        "form": "het formulier",
        "standby": "de storingsdienst",
        "monitoring": "monitoring",
    },
}
_SENT = {
    "en": {"quote_sent": "quote sent", "report_sent": "report sent"},
    "nl": {"quote_sent": "offerte verstuurd", "report_sent": "rapport verstuurd"},
}
REASON_NAMES = {
    "en": {
        "customer": "waiting for the customer",
        "no_access": "no access",
        "supplier": "waiting for a supplier",
        "resolved": "resolved, then reopened",
    },
    "nl": {
        "customer": "wacht op de klant",
        "no_access": "geen toegang",
        "supplier": "wacht op een leverancier",
        "resolved": "opgelost en weer geopend",
    },
}
_STEPS = {
    "en": {
        "start": "{event} {at}",
        "not_started": "starts {when}",
        "no_target": "no promise for a report through this channel",
        "outside": "outside opening hours at {at_time}",
        "counts_from": "counts from {at}",
        "open_day": "{day} {at_time} to {end_time}: {used}",
        "open_day_breaks": "{day} {at_time} to {end_time}, closed {breaks}: {used}",
        "open_days": "{first} to {last}: {days}, {used}",
        "closed_weekend": "weekend",
        "closed_day": "{date}: {name}",
        "closed_weekday": "{date}: closed",
        "elapsed": "{used} around the clock, to {end}",
        "turn": "{kind} {priority} since {at}: judged from the start",
        "round_the_clock": "cannot wait: runs around the clock from {at}{clauses}",
        "paused": "stands still from {at} to {end}: {reasons}{clauses}",
        "paused_open": "stands still since {at}: {reasons}{clauses}",
        "working_days": "{amount} on: {end}",
        "same_day": "end of the working day: {end}",
        "added": "{amount} on: {end}",
        "clamped": "the month is shorter: its last day",
        "rolled": "{at} is closed: moved to {end}",
        "moved_opening": "stood still for {used} of opening time from {at} ({reasons}): "
        "moved to {to}{clauses}",
        "moved": "stood still for {used} from {at} ({reasons}): moved to {to}{clauses}",
        "planned": "planned for {at}",
        "no_date": "the contract gives no date: plan one",
        "waiting": "no due date while the clock stands still",
        "due": "due {at}{clauses}",
        "met": "met {at}",
        "breached": "breached since {at}",
        "met_late": "done too late, {at}",
    },
    "nl": {
        "start": "{event} {at}",
        "not_started": "begint {when}",
        "no_target": "geen toezegging voor een melding via dit kanaal",
        "outside": "buiten de openingstijden om {at_time}",
        "counts_from": "telt vanaf {at}",
        "open_day": "{day} {at_time} tot {end_time}: {used}",
        "open_day_breaks": "{day} {at_time} tot {end_time}, dicht {breaks}: {used}",
        "open_days": "{first} tot en met {last}: {days}, {used}",
        "closed_weekend": "weekend",
        "closed_day": "{date}: {name}",
        "closed_weekday": "{date}: gesloten",
        "elapsed": "{used} dag en nacht, tot {end}",
        "turn": "{kind} {priority} sinds {at}: beoordeeld vanaf het begin",
        "round_the_clock": "kan niet wachten: loopt dag en nacht door vanaf {at}{clauses}",
        "paused": "staat stil van {at} tot {end}: {reasons}{clauses}",
        "paused_open": "staat stil sinds {at}: {reasons}{clauses}",
        "working_days": "{amount} verder: {end}",
        "same_day": "einde van de werkdag: {end}",
        "added": "{amount} verder: {end}",
        "clamped": "de maand is korter: de laatste dag ervan",
        "rolled": "{at} is gesloten: verschoven naar {end}",
        "moved_opening": "stond {used} openingstijd stil vanaf {at} ({reasons}): "
        "verschoven naar {to}{clauses}",
        "moved": "stond {used} stil vanaf {at} ({reasons}): verschoven naar {to}{clauses}",
        "planned": "gepland voor {at}",
        "no_date": "het contract geeft geen datum: plan er een",
        "waiting": "geen einddatum zolang de klok stilstaat",
        "due": "uiterlijk {at}{clauses}",
        "met": "gehaald {at}",
        "breached": "overschreden sinds {at}",
        "met_late": "te laat klaar, {at}",
    },
}
_NOTES = {
    "en": {
        "no_targets": "the contract makes no promise for a ticket of kind {kind}",
        "reopened_while_open": "reopened on {at}, but it was not resolved: ignored",
        "resumed_without_pause": "resumed on {at}, but nothing was paused: ignored",
        "sent_before_start": "{event} on {at}, before its clock had started: ignored",
        "late_report_keeps_priority": "reported too late to raise the priority to {priority}",
        "channel_not_applicable": "reported by {channel}; the promise holds for {channels}",
        "channel_expected": "reported by {channel}; the contract asks for {channels}",
        "cannot_wait_without_rule": "'cannot wait' changes nothing at this priority",
        "cannot_wait_outside_hours": "'cannot wait' changes nothing: reported outside hours",
        "exempt_unreachable": "{key}: the customer could not be reached, so it is no breach",
        "exempt_outside_sla": "{key}: the work lies outside the SLA",
        "update_late": "a status update was due {due} and came {at}",
        "approximate": "approximate: the source has no moments of its pauses",
    },
    "nl": {
        "no_targets": "het contract zegt niets toe voor een ticket van soort {kind}",
        "reopened_while_open": "heropend op {at}, maar het was niet opgelost: genegeerd",
        "resumed_without_pause": "hervat op {at}, maar er was geen pauze: genegeerd",
        "sent_before_start": "{event} op {at}, voordat de klok was begonnen: genegeerd",
        "late_report_keeps_priority": "te laat gemeld om de prioriteit te verhogen naar {priority}",
        "channel_not_applicable": "gemeld via {channel}; de toezegging geldt voor {channels}",
        "channel_expected": "gemeld via {channel}; het contract vraagt om {channels}",
        "cannot_wait_without_rule": "'kan niet wachten' verandert niets bij deze prioriteit",
        "cannot_wait_outside_hours": "'kan niet wachten' doet niets: buiten kantoortijd gemeld",
        "exempt_unreachable": "{key}: de klant was niet bereikbaar, dus geen overschrijding",
        "exempt_outside_sla": "{key}: het werk valt buiten de SLA",
        "update_late": "een statusupdate was uiterlijk {due} nodig en kwam {at}",
        "approximate": "bij benadering: de bron kent de momenten van de pauzes niet",
    },
}


def clock_name(key: str, language: str) -> str:
    """The clock of a due key: `Recovery`, or `Recovery (80%)` where it is an aim."""
    clock, _, share = key.partition("@")
    name = CLOCK_NAMES[language].get(clock, clock).capitalize()
    if share in ("", "100"):
        return name
    return f"{name} ({decimal_text(share, language)}%)"


def decimal_text(number: str, language: str) -> str:
    """A decimal number as a language writes it: `99.9`, `99,9`."""
    return number.replace(".", ",") if language == "nl" else number


def capital(sentence: str) -> str:
    """A sentence with a capital; the rest of it stays."""
    return sentence[:1].upper() + sentence[1:]


class Words:
    """Tells steps and notes in a language, with times in a zone.

    Args:
        language: `en` or `nl`.
    """

    def __init__(self, language: str, zone: Zone) -> None:
        self.language = language
        self.zone = zone

    def explain(self, verdict: Verdict, clock: ClockState) -> list[str]:
        """The sentences that say how a clock's due date was reached."""
        return [self.step(step) for step in steps_of(verdict, clock)]

    def step(self, step: Step) -> str:
        """The sentence of a step."""
        return _STEPS[self.language][self._form(step)].format_map(self._values(step))

    def note(self, note: Note) -> str:
        """The sentence of a note, with its clauses."""
        values = {name: self._noted(name, value) for name, value in note.values.items()}
        sentence = _NOTES[self.language][note.code].format_map(values)
        return sentence + self.clauses(note.clauses)

    def moment(self, instant_s: int) -> str:
        """`Monday 8 June 2026 09:00`, with the offset where that time exists twice."""
        local = self.zone.local(instant_s)
        is_double = local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
        offset = f" (UTC{local:%z})" if is_double else ""
        return f"{self.day(local.date())} {local.year} {self.time(instant_s)}{offset}"

    def short(self, instant_s: int) -> str:
        """`Mon 2026-06-08 09:00`."""
        local = self.zone.local(instant_s)
        weekday = _WEEKDAYS[self.language][local.weekday()]
        return f"{weekday[: _SHORT[self.language]]} {local:%Y-%m-%d %H:%M}"

    def brief(self, instant_s: int, now: int) -> str:
        """`Mon 8 June 09:00`, with the year where it is another one than that of `now`."""
        local = self.zone.local(instant_s)
        weekday = _WEEKDAYS[self.language][local.weekday()][: _SHORT[self.language]]
        month = _MONTHS[self.language][local.month - 1]
        year = "" if local.year == self.zone.local(now).year else f" {local.year}"
        return f"{weekday} {local.day} {month}{year} {local:%H:%M}"

    def time(self, instant_s: int) -> str:
        """`09:00`, or `09:00:05`."""
        local = self.zone.local(instant_s)
        return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"

    def day(self, day: date) -> str:
        """`Monday 8 June`."""
        names, months = _WEEKDAYS[self.language], _MONTHS[self.language]
        return f"{names[day.weekday()]} {day.day} {months[day.month - 1]}"

    def weekday(self, name: str) -> str:
        """A day of a calendar, given as `Monday` or `Holiday`."""
        if name == "Holiday":
            return {"en": name, "nl": "feestdag"}[self.language]
        return _WEEKDAYS[self.language][_WEEKDAYS["en"].index(name)]

    def duration(self, seconds: int) -> str:
        """`4 hours 30 minutes`; whole hours are not turned into days."""
        parts = []
        for unit, size in (("hours", 3600), ("minutes", 60), ("seconds", 1)):
            count, seconds = divmod(seconds, size)
            if count:
                parts.append(self.amount(count, unit))
        return " ".join(parts) or self.amount(0, "minutes")

    def amount(self, count: int, unit: str) -> str:
        """`1 week`, `3 weeks`."""
        one, many = UNITS[self.language][unit]
        return f"{count} {one if count == 1 else many}"

    def number(self, text: str) -> str:
        """A decimal number as the language writes it."""
        return decimal_text(text, self.language)

    def clauses(self, clauses: tuple[str, ...]) -> str:
        """` (vcare-4.5-p1-response)`, or nothing."""
        return f" ({', '.join(clauses)})" if clauses else ""

    def _noted(self, name: str, value: str | int) -> str | int:
        """A value of a note in words."""
        if isinstance(value, int):
            return self.moment(value)
        if name == "kind":
            return KIND_NAMES[self.language][value]
        if name == "event":
            return _SENT[self.language].get(value, value)
        if name in ("channel", "channels"):
            names = CHANNEL_NAMES[self.language]
            return ", ".join(names[channel] for channel in value.split(", "))
        return value

    def _form(self, step: Step) -> str:
        if step.code == "open":
            if step.values["days"] != 1:
                return "open_days"
            return "open_day_breaks" if "breaks" in step.values else "open_day"
        if step.code == "closed":
            if step.values["reason"] == "weekend":
                is_weekend = step.values["from"] != step.values["to"]
                return "closed_weekend" if is_weekend else "closed_weekday"
            return "closed_day" if self._name(step) else "closed_weekday"
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
            values["end"], values["end_time"] = self.moment(step.end), self._closing(step.end)
            values["first"] = values["day"]
            values["last"] = self.day(self.zone.local(step.end - 1).date())
        given = step.values
        if "event" in given:
            event = str(given["event"])
            values["event"] = _EVENTS[self.language][event]
            values["when"] = _WHEN[self.language].get(event, values["event"])
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
            values["name"] = self._name(step)
        return values

    def _closing(self, instant_s: int) -> str:
        text = self.time(instant_s)
        return "24:00" if text == "00:00" else text

    def _name(self, step: Step) -> str:
        """What a closed day is called."""
        if step.values["reason"] == "special":
            return str(step.values.get("text", ""))
        day = date.fromisoformat(str(step.values["from"]))
        return holiday_names(day.year, self.language).get(day, "")
