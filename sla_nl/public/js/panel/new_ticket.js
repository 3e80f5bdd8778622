// Shows on the page for a new ticket which dates and costs the chosen priority would bring.

const { search } = new URL(import.meta.url);
const [{ el }, { get }, { preview }, { withStyle }] = await Promise.all(
	["dom", "server", "drawing", "view"].map((name) => import(`./${name}.js${search}`))
);

const ID = "sla-nl-preview";
const FIELDS = ["customer", "ticket_type", "priority", "sla_nl_contract", "sla_nl_kind", "sla_nl_priority"];
let turn = 0;

/** Return the functions that Helpdesk calls when a field of the form changes; `doc` has the values. */
export function newTicket(doc) {
	return { onChange: Object.fromEntries(FIELDS.map((field) => [field, () => warn(doc)])) };
}

/** Draw the preview again with the present values. */
async function warn(doc) {
	const number = ++turn;
	const path = location.pathname;
	const values = FIELDS.filter((name) => doc[name]).map((name) => [name, doc[name]]);
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
	const fields = document.querySelector("#app .grid.sm\\:grid-cols-3");
	fields?.after(el("section", { id: ID, class: "sla-nl sla-nl-preview", role: "status", "aria-label": data.texts.sla },
		preview(data)));
}
