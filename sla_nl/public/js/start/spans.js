// Opening hours of a day as people write them: "8.30-12.30, 13-17" is two spans in minutes.

frappe.provide("sla_nl.start");

{
	const SPAN = /^(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|to|tot)\s*(\d{1,2})(?:[:.](\d{2}))?$/;
	const DAY = 1440;

	/** Return the spans of a text; null if it cannot be read. A span past midnight ends after 1440. */
	sla_nl.start.read_spans = function (text) {
		const spans = [];
		for (const part of text.split(/[,;]/).map((one) => one.trim()).filter(Boolean)) {
			const found = SPAN.exec(part);
			if (!found) return null;
			const opens = Number(found[1]) * 60 + Number(found[2] || 0);
			const closes = Number(found[3]) * 60 + Number(found[4] || 0);
			if (opens >= DAY || closes > DAY || opens === closes) return null;
			spans.push([opens, closes > opens ? closes : closes + DAY]);
		}
		return spans;
	};

	/** Return spans as text: "08:30-12:30, 13:00-17:00". */
	sla_nl.start.write_spans = function (spans) {
		return spans.map(([opens, closes]) => `${clock(opens)}-${clock(closes)}`).join(", ");
	};

	/** Return the spans with the time from one minute to another added or taken away. */
	sla_nl.start.paint = function (spans, from, to, is_open) {
		const rest = spans.flatMap(([opens, closes]) =>
			[[opens, Math.min(closes, from)], [Math.max(opens, to), closes]].filter(([a, b]) => a < b)
		);
		if (is_open) rest.push([from, to]);
		rest.sort((one, other) => one[0] - other[0]);
		return rest.reduce((done, [opens, closes]) => {
			const last = done[done.length - 1];
			if (last && last[1] >= opens) last[1] = Math.max(last[1], closes);
			else done.push([opens, closes]);
			return done;
		}, []);
	};

	/** Return a minute of the day as "08:30"; one after midnight is that of the next day. */
	const clock = (minute) => {
		const own = minute > DAY ? minute - DAY : minute;
		return `${String(Math.floor(own / 60)).padStart(2, "0")}:${String(own % 60).padStart(2, "0")}`;
	};
	sla_nl.start.clock = clock;
}
