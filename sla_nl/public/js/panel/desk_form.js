// Puts the panel into the dashboard of a ticket's form in the desk.

const { search } = new URL(import.meta.url);
const [{ fill }, { get }, { explanation }, { View, withStyle }, message] = await Promise.all(
	["dom", "server", "drawing", "view", "message"].map((name) => import(`./${name}.js${search}`))
);

const views = new WeakMap();

/** Load the panel of the form's ticket and draw it. */
export async function show(frm) {
	const ticket = frm.doc.name;
	const [data] = await Promise.all([get("panel", { ticket }), withStyle()]);
	if (frm.doc.name !== ticket) return;
	const view = views.get(frm) || new View();
	views.set(frm, view);
	view.remove();
	if (!data) return;
	data.fields = []; // the form itself has these fields, which are taken back there
	for (const item of data.recorded || []) item.can_take_back &&= item.field === "";
	view.paint(data, actions(frm, data), () => setTimeout(() => show(frm), 2000));
	view.root.className = "sla-nl sla-nl-desk";
	frm.dashboard.parent.find(".sla-nl-dashboard").remove();
	frm.dashboard.add_section("", data.texts.sla, "custom sla-nl-dashboard").append(view.root);
	frm.dashboard.show();
}

function actions(frm, { texts, ticket }) {
	return {
		explain: async () => {
			const dialog = new frappe.ui.Dialog({ title: texts.why_title, size: "large" });
			dialog.$body.append(explanation(await get("explain", { ticket })));
			dialog.show();
		},
		record: (event, label, at) => send(frm, "record", { ticket, event, at }, fill(texts.recorded, label)),
		takeBack: ({ event, at, whom, what, title }) =>
			send(frm, "take_back", { ticket, event, at, whom, what }, fill(texts.taken_back, title)),
		openReport: async () => {
			const { message: name } = await frappe.call("sla_nl.api.reports.start", { ticket });
			frappe.set_route("Form", "SLA Incident Report", name);
		},
		write: (purpose) => write(frm, purpose, texts),
		doTask: ({ doing: { event, whom, what, label } }) =>
			send(frm, "record", { ticket, event, whom, what }, fill(texts.recorded, label)),
		acknowledge: (escalation, title) =>
			send(frm, "acknowledge", { escalation }, fill(texts.acknowledged, title), "escalations"),
		sendAgain: (escalation, title) =>
			send(frm, "send_again", { escalation }, fill(texts.sent_again, title), "escalations"),
		recordOutage: (service) =>
			send(frm, "from_ticket", { ticket, service }, fill(texts.outage_recorded, service), "outages"),
		escalate: (reason, level, label, note) =>
			send(frm, "escalate", { ticket, reason, level, note }, fill(texts.escalated, label), "escalations"),
		beAway: (first_day, last_day, label) =>
			send(frm, "be_away", { first_day, last_day }, fill(texts.recorded, label), "people"),
	};
}

/** Open the draft of a message to the customer; a refusal is shown by the desk itself. */
async function write(frm, purpose, texts) {
	const done = () => {
		frappe.show_alert({ message: frappe.utils.escape_html(texts.sent), indicator: "green" });
		frm.reload_doc();
	};
	const send = async (values) => {
		await frappe.call("sla_nl.api.messages.send", values);
	};
	try {
		await message.write({ ticket: frm.doc.name, purpose, texts, send, done });
	} catch (error) {
		frappe.show_alert({ message: frappe.utils.escape_html(fill(texts.failed, error.message)), indicator: "red" });
	}
}

/** Have the site record something, tell it, and draw the form again. */
async function send(frm, method, values, done, module = "tickets") {
	await frappe.call(`sla_nl.api.${module}.${method}`, values);
	views.get(frm).forgetMoment();
	frappe.show_alert({ message: frappe.utils.escape_html(done), indicator: "green" });
	frm.reload_doc();
}
