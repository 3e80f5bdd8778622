"""The page of a service report."""

from __future__ import annotations

from sla_nl.drawing.service_report import (
    GREEN,
    RED,
    Cell,
    Entry,
    Part,
    Point,
    Table,
    report_html,
    trend_svg,
)

EVIL = "<script>alert(1)</script>"


def test_every_text_is_escaped():
    table = Table([Cell(EVIL)], [[Cell(EVIL, "number")]])
    part = Part(EVIL, [EVIL], table, comment=f"{EVIL}\n{EVIL}", entries=[Entry(EVIL, EVIL)])
    html = report_html(EVIL, EVIL, [part])
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 11


def test_the_letterhead_stands_above_the_title():
    html = report_html("Title", "Customer", [], "<b>Firm</b>", "nl")
    assert 0 < html.index("<b>Firm</b>") < html.index("<h1>")
    assert '<html lang="nl">' in html


def test_a_part_without_rows_has_no_table():
    html = report_html("T", "S", [Part("Fees", ["None."], Table([Cell("Fee")], []))])
    assert "<table" not in html
    assert "<p>None.</p>" in html


def test_a_trend_has_a_green_or_red_bar_or_a_dot_for_each_month():
    points = [
        Point("2026-04", None, None),
        Point("2026-05", 100, True),
        Point("2026-06", 50, False),
    ]
    svg = trend_svg(points, 90, 'May "100%"')
    assert (svg.count("<circle"), svg.count(GREEN), svg.count(RED)) == (1, 1, 1)
    assert 'height="26.0"' in svg
    assert 'height="13.0"' in svg
    assert "May &quot;100%&quot;" in svg
    assert "<script" not in svg


def test_a_share_of_nothing_is_still_to_be_seen():
    assert 'height="1.0"' in trend_svg([Point("2026-06", 0, False)], 90, "x")
