"""The words of verdicts in Dutch: names, and sentences with places for values."""

WEEKDAYS = "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split()
SHORT = 2
MONTHS = (
    "januari februari maart april mei juni juli augustus september oktober november december"
).split()
UNITS = {
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
}
CLOCK_NAMES = {
    "registration": "registratie",
    "response": "reactie",
    "recovery": "herstel",
    "resolution": "oplossing",
    "update": "statusupdate",
    "report": "incidentrapport",
    "quote": "offerte",
}
STATE_NAMES = {
    "not started": "niet begonnen",
    "running": "loopt",
    "paused": "gepauzeerd",
    "met": "gehaald",
    "breached": "overschreden",
    "not applicable": "niet van toepassing",
}
EVENTS = {
    "reported": "gemeld",
    "responded": "gereageerd",
    "updated": "laatste update",
    "resolved": "opgelost",
    "quote_requested": "offerte gevraagd",
    "reopened": "heropend",
}
WHEN = {
    "reported": "bij de melding",
    "responded": "bij de reactie",
    "resolved": "bij de oplossing",
    "quote_requested": "zodra om een offerte is gevraagd",
}
KIND_NAMES = {
    "incident": "incident",
    "change": "wijziging",
    "question": "vraag",
    "problem": "probleem",
}
CHANNEL_NAMES = {
    "portal": "het portaal",
    "email": "e-mail",
    "phone": "telefoon",
    "chat": "chat",
    "form": "het formulier",
    "standby": "de storingsdienst",
    "monitoring": "monitoring",
}
SENT = {"quote_sent": "offerte verstuurd", "report_sent": "rapport verstuurd"}
REASON_NAMES = {
    "customer": "wacht op de klant",
    "no_access": "geen toegang",
    "supplier": "wacht op een leverancier",
    "maintenance": "onderhoud",
    "resolved": "opgelost en weer geopend",
}
STEPS = {
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
    "turn": "{kind} {priority} sinds {at}; de voorwaarden daarvan gelden vanaf het begin",
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
    "extended": "contact op {at}: de datum verschuift naar {to}{clauses}",
    "planned": "gepland voor {at}",
    "no_date": "het contract geeft geen datum: plan er een",
    "waiting": "geen einddatum zolang de klok stilstaat",
    "due": "uiterlijk {at}{clauses}",
    "met": "gehaald {at}",
    "breached": "overschreden sinds {at}",
    "met_late": "te laat klaar, {at}",
}
NOTES = {
    "no_targets": "het contract zegt niets toe voor een ticket van soort {kind}",
    "reopened_while_open": "heropend op {at}, maar het was niet opgelost: genegeerd",
    "resumed_without_pause": "hervat op {at}, maar er was geen pauze: genegeerd",
    "sent_before_start": "{event} op {at}, voordat de klok was begonnen: genegeerd",
    "late_report_keeps_priority": "te laat gemeld om de prioriteit te verhogen naar {priority}",
    "desk_for_others": "gemeld bij {subject}, die alleen prioriteit {priorities} aanneemt",
    "contact_note": "niet gemeld door een geregistreerde contactpersoon van de klant",
    "contact_not_applicable": "niet gemeld door een geregistreerde contactpersoon van de klant, "
    "dus er is niets toegezegd",
    "channel_not_applicable": "gemeld via {channel}; de toezegging geldt voor {channels}",
    "channel_expected": "gemeld via {channel}; het contract vraagt om {channels}",
    "cannot_wait_without_rule": "'kan niet wachten' verandert niets bij deze prioriteit",
    "cannot_wait_outside_hours": "'kan niet wachten' doet niets: buiten kantoortijd gemeld",
    "exempt_unreachable": "{key}: de klant was niet bereikbaar, dus geen overschrijding",
    "exempt_outside_sla": "{key}: het werk valt buiten de SLA",
    "update_late": "een statusupdate was uiterlijk {due} nodig en kwam {at}",
    "at_the_report": "{event} op {at}, voor de melding: telt op het moment van de melding",
    "no_moment": "bekend sinds een datum voor 1971, wat geen datum betekent: weggelaten",
    "left_out": "{event} meer dan 24 uur voor de melding: weggelaten",
    "escalated_without_row": "geëscaleerd op {at}, maar de matrix heeft daar geen regel voor",
    "trigger_without_hours": "regel {row} van de matrix ({trigger}) waarschuwt niemand: "
    "de kalender heeft te weinig openingstijd",
    "follow_ups_without_hours": "vervolgacties hebben geen datum: "
    "de kalender heeft te weinig openingstijd",
    "approximate": "bij benadering: de bron zegt niet wanneer het ticket gepauzeerd was",
}
TOLD = {
    "past": "escalatie",
    "next": "volgende escalatie",
    "nobody": "geen niveau van de matrix",
    "warned": "wie het ticket heeft",
    "deputies": " (vervangers: {})",
    "again": "opnieuw gemeld, nummer {number}: {span} na de vorige keer",
    "moved": "het moment zelf was {due_at}; er moest worden gewacht op openingstijd, op het einde "
    "van een pauze, of tot het ticket onder deze regel viel",
    "functional": "functioneel: een ander team neemt het ticket over",
    "hierarchical": "hiërarchisch: een hoger niveau wordt ingelicht",
    "procedure": "procedure: {}",
    "later": ", {} later gemeld",
}
WHY = {
    "prioritised": "het ticket kreeg deze soort en prioriteit {at}",
    "share_used": "{clock}: {percent}% van de tijd was gebruikt {at}",
    "target_missed": "{clock}: niet gehaald op {at}",
    "update_missed": "geen statusupdate voor {at}",
    "not_resolved": "niet opgelost voor {at}",
    "status_lasts": "nog steeds {status} op {at}",
    "recorded": "vastgelegd {at}: {reason}",
}
TRIGGERS = {
    "prioritised": "het ticket kreeg zijn soort en prioriteit",
    "share_used": "een deel van de tijd was gebruikt",
    "target_missed": "een toezegging is niet gehaald",
    "update_missed": "een statusupdate is niet gegeven",
    "not_resolved": "niet op tijd opgelost",
    "status_lasts": "een status houdt aan",
    "line_insufficient": "de lijn kan het niet oplossen",
    "system_error": "een fout in het systeem",
    "authority_insufficient": "gezag of middelen schieten tekort",
    "software_change_needed": "de software moet worden aangepast",
    "third_party": "een andere partij is nodig",
    "dispute": "verschil van mening over de oorzaak",
    "monitoring_error": "de monitoring ziet een fout",
    "calamity": "een calamiteit",
    "poor_performance": "slechte prestatie",
    "service_unavailable": "de dienst is niet beschikbaar",
}
FOLLOW_UP_STATES = {"open": "open", "done": "gedaan", "missed": "te laat", "dropped": "vervallen"}
WHOM = {"customer": "aan de klant", "supplier": "aan de leverancier"}
TASKS = {
    "closing": "Het ticket sluiten, met het verzoek om een nieuw ticket als het aanhoudt",
    "since": "sinds {}",
    "due": "uiterlijk {}",
    "done": "gedaan {}",
}
COMMUNICATION = {
    "who_inside": "Wie",
    "who_outside": "Wie, buiten openingstijd",
    "interval": "Hoe vaak",
    "media": "Via",
    "scenario": "Scenario",
    "until": "Tot",
    "every": "elke {}",
    "nobody": "niemand",
}
