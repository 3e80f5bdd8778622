// Shows the time until the next date, and the time since each missed date. One timer for the whole
// page updates these texts each second.

const { fill } = await import(`./dom.js${new URL(import.meta.url).search}`);

let timer = null;

/**
 * Show in each node the time until, or since, the instant in its `data-due`.
 * @param skew how far the site's clock is ahead of the browser's, in milliseconds
 * @param whenPast called once for each instant that passes
 */
export function countDown(nodes, skew, texts, whenPast) {
	stop();
	if (!nodes.length) return;
	const left = (node) => Date.parse(node.dataset.due) - Date.now() - skew;
	const ahead = new Set([...nodes].filter((node) => left(node) > 0));
	const tell = (node) => {
		if (!node.isConnected) return;
		const row = node.closest("[data-urgency]");
		if (row) row.dataset.urgency = urgency(left(node));
		const text = fill(left(node) > 0 ? texts.due_in : texts.overdue, duration(left(node), texts));
		if (node.textContent !== text) node.textContent = text;
		if (left(node) <= 0 && ahead.delete(node)) whenPast();
	};
	const tellAll = () => nodes.forEach(tell);
	timer = setInterval(tellAll, 1000);
	queueMicrotask(tellAll);
}

const HOUR_MS = 3_600_000;

/** Return how urgent a running clock is with this time left: a day or more is calm, an hour is not. */
export function urgency(milliseconds) {
	if (milliseconds >= 24 * HOUR_MS) return "calm";
	return milliseconds >= HOUR_MS ? "soon" : "urgent";
}

/** Stop the timer. */
export function stop() {
	clearInterval(timer);
	timer = null;
}

/** Return a duration in its two largest units, such as `2d 4h`, `3h 12m` or `12m 5s`. */
export function duration(milliseconds, texts) {
	let seconds = Math.floor(Math.abs(milliseconds) / 1000);
	const parts = [];
	for (const [unit, size] of [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]]) {
		const count = Math.floor(seconds / size);
		seconds -= count * size;
		if (count || parts.length || unit === "second") parts.push(fill(texts[unit], count));
		if (parts.length === 2) break;
	}
	return parts.join(" ");
}
