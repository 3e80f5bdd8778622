// Corrects Helpdesk's lists of tickets: a dash for an empty date, for agents and for customers; and in the
// list of an agent what is late in red, and the label of the view "Late first" in the user's language.
//
// Helpdesk shows an empty date as "a month ago" or "NaNm". The answer that a list is drawn from says which
// dates are empty: this reads along, and corrects the cells whenever Helpdesk draws them.

(() => {
	const LIST = "helpdesk.api.doc.get_list_data";
	const DOCTYPE = "HD Ticket";
	const NOTHING = "—";
	const LATE = { column: "sla_nl_next_due", value: "sla_nl_is_late", class: "sla-nl-late" };
	// colours of our own, as on the panel: Helpdesk's mean other shades in other versions
	const RED = [["", "#b42318"], ['[data-theme="dark"] ', "#ff8b80"]]
		.map(([theme, red]) => `${theme}.${LATE.class}, ${theme}.${LATE.class} * { color: ${red} !important }`)
		.join("\n");
	const ROWS = 'a[href*="/tickets/"], a[href*="/my-tickets/"]';

	const tickets = new Map(); // by name, the values of its row
	const before = new WeakMap(); // by text, what it was before it became a dash
	let columns = []; // of the list that is shown
	let heading = null; // the label of the view that is shown: in English, and in the user's language

	const ask = window.fetch;
	window.fetch = async (...request) => {
		const response = await ask(...request);
		if (response.ok && isList(request)) response.clone().json().then(readAlong, () => {});
		return response;
	};

	function isList([resource, options]) {
		const url = typeof resource === "string" ? resource : resource?.url || String(resource);
		return url.includes(LIST) && String(options?.body).includes(`"${DOCTYPE}"`);
	}

	function readAlong({ message }) {
		if (!message?.data || !message.columns) return;
		[columns, heading] = [message.columns, message.sla_nl_heading];
		for (const row of message.data) tickets.set(String(row.name), row);
		mend();
	}

	function mend() {
		if (heading) mendHeading(...heading);
		if (!columns.some((column) => isDate(column) || column.key === LATE.column)) return;
		for (const link of document.querySelectorAll(ROWS)) {
			const row = tickets.get(decodeURIComponent(link.pathname.split("/").pop()));
			const cells = row && cellsOf(link);
			if (cells) columns.forEach((column, place) => mendOne(column, cells[place], row));
		}
	}

	function mendOne(column, cell, row) {
		if (isDate(column)) mendCell(cell, row[column.key]);
		if (column.key === LATE.column) cell.classList.toggle(LATE.class, Boolean(row[LATE.value]));
	}

	function mendHeading(label, translated) {
		const header = document.getElementById("app-header");
		const text = header && document.createTreeWalker(header, NodeFilter.SHOW_TEXT);
		while (text?.nextNode()) {
			if (text.currentNode.data.trim() === label && label !== translated) text.currentNode.data = translated;
		}
	}

	function isDate({ type }) {
		return type === "Datetime" || type === "Date";
	}

	/** Return the cells of a row, without its checkbox; null if this is no row of the list. */
	function cellsOf(link) {
		const grid = link.querySelector(".grid");
		const cells = grid && [...grid.children].slice(-columns.length);
		return cells && cells.length === columns.length ? cells : null;
	}

	/** Write a dash for an empty date. Vue uses elements again: a date that is not empty gets its text back. */
	function mendCell(cell, date) {
		const text = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
		while (text.nextNode()) {
			const node = text.currentNode;
			if (!date && node.data.trim() && node.data !== NOTHING) {
				before.set(node, node.data);
				node.data = NOTHING;
				// the colour and the tooltip of a date that is none
				node.parentElement.style.cssText = "background: none; border: 0; color: inherit; pointer-events: none";
			} else if (date && node.data === NOTHING && before.has(node)) {
				node.data = before.get(node);
				node.parentElement.removeAttribute("style");
			} else if (date && before.delete(node)) {
				node.parentElement.removeAttribute("style");
			}
		}
	}

	const observe = () => {
		document.head.append(Object.assign(document.createElement("style"), { textContent: RED }));
		new MutationObserver(mend).observe(document.body, { childList: true, subtree: true, characterData: true });
	};
	document.body ? observe() : document.addEventListener("DOMContentLoaded", observe);
})();
