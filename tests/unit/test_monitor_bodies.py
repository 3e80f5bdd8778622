"""The bodies that monitoring tools post, as these tools write them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from factories import at, table

from sla_nl.engine.calendars.instants import zone
from sla_nl.monitoring.bodies import BodyError, Report, read

BODIES = Path(__file__).parents[1] / "bodies"
AMSTERDAM = zone("Europe/Amsterdam")
CLOSED = "getaddrinfo ENOTFOUND portaal.voorbeeld.nl"
PROBE = "BlackBox Probe Failure: https://portaal.voorbeeld.nl"


def body(name):
    return json.loads((BODIES / f"{name}.json").read_text("utf-8"))


READ = [
    # id: the file, the reports: service, down, tool, incident, moment in Amsterdam, message
    ("kuma-down", [("Klantportaal", True, "Uptime Kuma", "29", "2026-06-09 10:00:35", CLOSED)]),
    ("kuma-up", [("Klantportaal", False, "Uptime Kuma", "29", "2026-06-09 11:30:05", "200 - OK")]),
    ("kuma-pending", []),
    ("kuma-test", []),
    ("alertmanager-firing", [
        ("http_checks", True, "Alertmanager", "1a30ba71cca2921f", "2026-06-09 10:00:45", PROBE)]),
    ("alertmanager-resolved", [
        ("http_checks", True, "Alertmanager", "1a30ba71cca2921f", "2026-06-09 10:00:45", PROBE),
        ("http_checks", False, "Alertmanager", "1a30ba71cca2921f", "2026-06-09 11:30:45", PROBE)]),
    ("zabbix-problem", [
        ("Klantportaal", True, "Zabbix", "24581", "2026-06-09 10:00:00", "Website is down")]),
    ("zabbix-ok", [
        ("Klantportaal", True, "Zabbix", "24581", "2026-06-09 10:00:00", "Website is down"),
        ("Klantportaal", False, "Zabbix", "24581", "2026-06-09 11:30:00", "Website is down")]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "expected"), READ, ids=[name for name, _found in READ])
def test_a_body_of_a_tool_is_read(name, expected):
    reports = [Report(*row[:4], at(row[4]), row[5]) for row in expected]
    assert read(body(name), AMSTERDAM) == reports


FORMS = [
    # id, form, down, moment
    ("down", {"status": "down"}, True, None),
    ("up", {"status": "UP"}, False, None),
    ("word", {"status": "resolved", "at": ""}, False, None),
    ("local", {"status": "down", "at": "2026-06-09 10:00"}, True, "2026-06-09 10:00"),
    ("offset", {"status": "down", "at": "2026-06-09T08:00:00Z"}, True, "2026-06-09 10:00"),
    ("epoch", {"status": "down", "at": 1781000000}, True, "2026-06-09 12:13:20"),
    ("fraction", {"status": "down", "at": "2026-06-09T10:00:00.123456789+02:00"}, True,
     "2026-06-09 10:00"),
    ("never", {"status": "down", "at": "0001-01-01T00:00:00Z"}, True, None),
]  # fmt: skip


@pytest.mark.parametrize(("form", "is_down", "moment"), table(FORMS))
def test_a_plain_form_is_read(form, is_down, moment):
    (report,) = read({"service": " Klant  portaal ", **form}, AMSTERDAM)
    assert (report.service, report.is_down) == ("Klant portaal", is_down)
    assert report.at == (at(moment) if moment else None)


@pytest.mark.parametrize(("given", "text"), [
    ({}, "the body has none of"),
    ({"data": [1]}, "the body has none of"),
    ({"service": "A", "status": "maybe"}, "status: 'maybe' is neither up nor down"),
    ({"service": {"a": 1}, "status": "up"}, "service: the name of the service is missing"),
    ({"service": "A" * 141, "status": "up"}, "service: longer than 140 characters"),
    ({"service": "A", "status": "up", "at": "soon"}, "at: 'soon' is no date and time"),
    ({"alerts": "x"}, "alerts: a list of at most 1000 is expected"),
    ({"alerts": [1]}, "alerts: each needs its labels"),
    ({"alerts": [{"labels": {}}]}, "labels.service: the name of the service is missing"),
    ({"event_id": 1, "service": "A", "value": "2"}, "value: '2' is neither up nor down"),
    ({"heartbeat": {"status": 0, "time": 5}, "monitor": {"name": "A"}}, "heartbeat.time"),
])  # fmt: skip
def test_a_body_that_cannot_be_read_says_where(given, text):
    with pytest.raises(BodyError, match=text.replace("(", r"\(")):
        read(given)
