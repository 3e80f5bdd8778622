"""Tables of the words that sentences, pages, forms and the command use, by language.

Each table is a dictionary from a language (`en`, `nl`) to that language's words.
"""

from __future__ import annotations

from . import en, nl

LANGUAGES = ("en", "nl")

WEEKDAYS = {"en": en.WEEKDAYS, "nl": nl.WEEKDAYS}
SHORT = {"en": en.SHORT, "nl": nl.SHORT}
MONTHS = {"en": en.MONTHS, "nl": nl.MONTHS}
UNITS = {"en": en.UNITS, "nl": nl.UNITS}
CLOCK_NAMES = {"en": en.CLOCK_NAMES, "nl": nl.CLOCK_NAMES}
STATE_NAMES = {"en": en.STATE_NAMES, "nl": nl.STATE_NAMES}
EVENTS = {"en": en.EVENTS, "nl": nl.EVENTS}
WHEN = {"en": en.WHEN, "nl": nl.WHEN}
KIND_NAMES = {"en": en.KIND_NAMES, "nl": nl.KIND_NAMES}
CHANNEL_NAMES = {"en": en.CHANNEL_NAMES, "nl": nl.CHANNEL_NAMES}
SENT = {"en": en.SENT, "nl": nl.SENT}
REASON_NAMES = {"en": en.REASON_NAMES, "nl": nl.REASON_NAMES}
STEPS = {"en": en.STEPS, "nl": nl.STEPS}
NOTES = {"en": en.NOTES, "nl": nl.NOTES}
TOLD = {"en": en.TOLD, "nl": nl.TOLD}
WHY = {"en": en.WHY, "nl": nl.WHY}
TRIGGERS = {"en": en.TRIGGERS, "nl": nl.TRIGGERS}
FOLLOW_UP_STATES = {"en": en.FOLLOW_UP_STATES, "nl": nl.FOLLOW_UP_STATES}
WHOM = {"en": en.WHOM, "nl": nl.WHOM}
TASKS = {"en": en.TASKS, "nl": nl.TASKS}
COMMUNICATION = {"en": en.COMMUNICATION, "nl": nl.COMMUNICATION}
