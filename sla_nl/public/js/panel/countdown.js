// The time until the next date, told anew each second by one timer for the whole page.

const { fill } = await import(`./dom.js${new URL(import.meta.url).search}`);

let timer = null;

/**
 * Tell in `node` how long it is until an instant; `whenPast` is called once when it passes.
 * @param skew what the site's clock is ahead of this one, in milliseconds
 */
export function countDown(node, due, skew, texts, whenPast) {
	stop();
	let wasAhead = due - Date.now() - skew > 0;
	const tell = () => {
		if (!node.isConnected) return;
		const left = due - Date.now() - skew;
		const text = fill(left > 0 ? texts.due_in : texts.overdue, duration(left, texts));
		if (node.textContent !== text) node.textContent = text;
		if (wasAhead && left <= 0) {
			wasAhead = false;
			whenPast();
		}
	};
	timer = setInterval(tell, 1000);
	queueMicrotask(tell);
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
