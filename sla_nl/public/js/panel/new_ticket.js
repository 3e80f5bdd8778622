// Adds to the page for a new ticket: when and how it was reported, and which dates and costs it brings.

const { search } = new URL(import.meta.url);
const [{ el }, { get }, { preview, report }, { withStyle }] = await Promise.all(
	["dom", "server", "drawing", "view"].map((name) => import(`./${name}.js${search}`))
);

const ID = "sla-nl-preview";
const REPORT_ID = "sla-nl-report";
const FIELDS = ["customer", "ticket_type", "priority", "sla_nl_contract", "sla_nl_kind", "sla_nl_priority"];
const REPORTED = ["sla_nl_channel", "sla_nl_reported_at"];
const GRID = "#app .grid.sm\\:grid-cols-3";
const TRIES = 100; // of a tenth of a second each
let turn = 0;

/** Return the functions that Helpdesk calls when a field of the form changes; `doc` has the values. */
export function newTicket(doc) {
	addReport(doc);
	return { onChange: Object.fromEntries(FIELDS.map((field) => [field, () => warn(doc)])) };
}

/** Add the inputs for the report. Helpdesk sends the values in `doc`, so they are kept there. */
async function addReport(doc) {
	const path = location.pathname;
	try {
		const [data, grid] = await Promise.all([get("report_of_new"), shownGrid(), withStyle()]);
		if (!grid || location.pathname !== path) return;
		hide(grid, data.hidden);
		const set = (field, value) => {
			doc[field] = value;
			warn(doc);
		};
		document.getElementById(REPORT_ID)?.remove();
		grid.after(el("section", { id: REPORT_ID, class: "sla-nl sla-nl-report", "aria-label": data.texts.sla }, report(data, set)));
	} catch (error) {
		console.warn("SLA NL:", error);
	}
}

/** Return the grid of Helpdesk's own fields once it is drawn; nothing if it never is. */
async function shownGrid() {
	for (let number = 0; number < TRIES; number++) {
		const grid = document.querySelector(GRID);
		if (grid) return grid;
		await new Promise((done) => setTimeout(done, 100));
	}
}

/** Hide Helpdesk's inputs with these labels: a moment that is typed into its own input is lost. */
function hide(grid, labels) {
	for (const field of grid.children) {
		if (labels.includes(field.querySelector("span")?.textContent.trim())) field.style.display = "none";
	}
}

/** Draw the preview again with the present values. */
async function warn(doc) {
	const number = ++turn;
	const path = location.pathname;
	const values = [...FIELDS, ...REPORTED].filter((name) => doc[name]).map((name) => [name, doc[name]]);
	try {
		const [data] = await Promise.all([get("price_of", values), withStyle()]);
		if (number !== turn || location.pathname !== path) return;
		document.getElementById(ID)?.remove();
		if (data) place(data);
	} catch (error) {
		document.getElementById(ID)?.remove();
		console.warn("SLA NL:", error);
	}
}

/** Put the preview under the fields and above the subject. */
function place(data) {
	const above = document.getElementById(REPORT_ID) || document.querySelector(GRID);
	above?.after(el("section", { id: ID, class: "sla-nl sla-nl-preview", role: "status", "aria-label": data.texts.sla },
		preview(data)));
}
