// The time until the next date, and since those that passed unmet, told anew each second by one timer
// for the whole page.

const { fill } = await import(`./dom.js${new URL(import.meta.url).search}`);

let timer = null;

/**
 * Tell in each node how long it is until, or since, the instant in its `data-due`; `whenPast` is called
 * once for each that passes.
 * @param skew what the site's clock is ahead of this one, in milliseconds
 */
export function countDown(nodes, skew, texts, whenPast) {
	stop();
	if (!nodes.length) return;
	const left = (node) => Date.parse(node.dataset.due) - Date.now() - skew;
	const ahead = new Set([...nodes].filter((node) => left(node) > 0));
	const tell = (node) => {
		if (!node.isConnected) return;
		const text = fill(left(node) > 0 ? texts.due_in : texts.overdue, duration(left(node), texts));
		if (node.textContent !== text) node.textContent = text;
		if (left(node) <= 0 && ahead.delete(node)) whenPast();
	};
	const tellAll = () => nodes.forEach(tell);
	timer = setInterval(tellAll, 1000);
	queueMicrotask(tellAll);
}

export function stop() {
	clearInterval(timer);
	timer = null;
}

/** `2d 4h`, `3h 12m`, `12m 5s`: the two largest units. */
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
