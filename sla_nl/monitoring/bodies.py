"""Read the bodies that monitoring tools post: Uptime Kuma, Alertmanager, Zabbix, a plain form.

The shape of a body says from which tool it is. What a tool sends to try out a connection has
nothing to record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sla_nl.engine.calendars.instants import Zone
from sla_nl.engine.texts import TextError, _, shown

from .moments import instant

Body = Mapping[str, Any]

KUMA, ALERTMANAGER, ZABBIX, FORM = "Uptime Kuma", "Alertmanager", "Zabbix", "Plain form"
LONGEST_NAME = 140
MOST_ALERTS = 1_000
"""The most alerts in one body."""

_KUMA_DOWN, _KUMA_UP = 0, 1
_SERVICE_LABELS = ("sla_service", "service", "job", "alertname")
"""The labels of an alert that can name its service; the first that it has does."""

_DOWN = frozenset(("down", "problem", "firing", "critical", "0", "false"))
_UP = frozenset(("up", "ok", "resolved", "recovered", "1", "true"))
_LONGEST_MESSAGE = 500


class BodyError(TextError):
    """A body that is of no known shape, or that lacks something."""


class Report(NamedTuple):
    """What a monitor says: a service is down, or up again.

    Args:
        service: as the monitor calls it.
        incident: what the monitor calls the incident; empty if it has no name for it.
        at: whole seconds of UTC; None for now.
    """

    service: str
    is_down: bool
    tool: str
    incident: str = ""
    at: int | None = None
    message: str = ""


def read(body: Body, zone: Zone | None = None) -> list[Report]:
    """Return the reports in a body; none if it only tries out the connection.

    Args:
        zone: the zone of the moments of a plain form that have no offset; None for UTC.
    Raises: BodyError.
    """
    if "heartbeat" in body or "monitor" in body:
        return list(_kuma(body))
    if "alerts" in body:
        return list(_alertmanager(body))
    if "event_id" in body:
        return list(_zabbix(body))
    if "service" in body or "status" in body:
        return list(_form(body, zone))
    raise BodyError(_("the body has none of: heartbeat (Uptime Kuma), alerts, event_id, service"))


def _kuma(body: Body) -> Iterator[Report]:
    """Yield the report of Uptime Kuma: its times are UTC. Pending and maintenance say nothing."""
    beat, monitor = body.get("heartbeat"), body.get("monitor")
    if not isinstance(beat, Mapping) or not isinstance(monitor, Mapping):
        return
    status = beat.get("status")
    if status in (_KUMA_DOWN, _KUMA_UP):
        name, message = _name(monitor.get("name"), "monitor.name"), _message(beat.get("msg"))
        number = _word(beat.get("monitorID", monitor.get("id")))
        at = _moment(beat.get("time"), "heartbeat.time")
        yield Report(name, status == _KUMA_DOWN, KUMA, number, at, message)


def _alertmanager(body: Body) -> Iterator[Report]:
    """Yield the reports of Alertmanager: when each alert began, and when it was resolved."""
    alerts = body["alerts"]
    if not isinstance(alerts, list) or len(alerts) > MOST_ALERTS:
        raise BodyError(_("alerts: a list of at most {0} is expected", str(MOST_ALERTS)))
    for alert in alerts:
        if not isinstance(alert, Mapping) or not isinstance(alert.get("labels"), Mapping):
            raise BodyError(_("alerts: each needs its labels"))
        yield from _alert(alert, alert["labels"])


def _alert(alert: Body, labels: Body) -> Iterator[Report]:
    name = _name(next((labels[n] for n in _SERVICE_LABELS if labels.get(n)), ""), "labels.service")
    notes = alert.get("annotations")
    notes = notes if isinstance(notes, Mapping) else {}
    message = _message(notes.get("summary") or notes.get("description"))
    incident = _word(alert.get("fingerprint")) or ",".join(
        f"{label}={_word(labels[label])}" for label in sorted(labels)
    )
    start = _moment(alert.get("startsAt"), "startsAt")
    yield Report(name, True, ALERTMANAGER, incident, start, message)
    if _word(alert.get("status")) == "resolved":
        end = _moment(alert.get("endsAt"), "endsAt")
        yield Report(name, False, ALERTMANAGER, incident, end, message)


def _zabbix(body: Body) -> Iterator[Report]:
    """Yield the report of the media type that comes with the app: see docs/zabbix.yaml."""
    name, message = _name(body.get("service"), "service"), _message(body.get("message"))
    event, at = _word(body.get("event_id")), _moment(body.get("at"), "at")
    yield Report(name, True, ZABBIX, event, at, message)
    if not _is_down(body.get("value"), "value", {"1": True, "0": False}):
        end = _moment(body.get("recovered_at"), "recovered_at")
        yield Report(name, False, ZABBIX, event, end, message)


def _form(body: Body, zone: Zone | None) -> Iterator[Report]:
    """Yield the report of a plain form: `service`, `status`, and if known `at`, `id`, `message`."""
    name, message = _name(body.get("service"), "service"), _message(body.get("message"))
    is_down = _is_down(body.get("status"), "status")
    yield Report(name, is_down, FORM, _word(body.get("id")), _moment(body.get("at"), "at", zone),
                 message)  # fmt: skip


def _is_down(value: Any, field: str, more: Mapping[str, bool] | None = None) -> bool:
    """Return whether a word says that a service is down. Raises: BodyError: it says neither."""
    word = _word(value).casefold()
    if more and word in more:
        return more[word]
    if word not in _DOWN | _UP:
        raise BodyError(_("{0}: {1} is neither up nor down", field, shown(value)))
    return word in _DOWN


def _name(value: Any, field: str) -> str:
    """Return the name of a service. Raises: BodyError: it is missing, or too long."""
    name = " ".join(_word(value).split())
    if not name:
        raise BodyError(_("{0}: the name of the service is missing", field))
    if len(name) > LONGEST_NAME:
        raise BodyError(_("{0}: longer than {1} characters", field, str(LONGEST_NAME)))
    return name


def _moment(value: Any, field: str, zone: Zone | None = None) -> int | None:
    """Return a moment in seconds of UTC. Raises: BodyError: it is none."""
    try:
        return instant(value, zone)
    except (ValueError, OverflowError) as error:
        how = "2026-06-08T10:00:00+02:00"
        raise BodyError(
            _("{0}: {1} is no date and time; write it as {2}", field, shown(value), how)
        ) from error


def _word(value: Any) -> str:
    """Return a text or a number as text; empty for anything else."""
    return str(value).strip() if isinstance(value, str | int | float) else ""


def _message(value: Any) -> str:
    return _word(value)[:_LONGEST_MESSAGE]
