// What a contract promises, in which hours and for whom, drawn from what stands in the form; a
// standard contract is shown as it is, and a button makes a copy of the site's own.

const METHODS = "sla_nl.api.previews";
const CUSTOMERS = "sla_nl.api.customers.search";

frappe.ui.form.on("SLA Contract", {
	setup(frm) {
		frm.set_query("customer", "customers", () => ({ query: CUSTOMERS }));
	},

	refresh(frm) {
		show_standard(
			frm,
			__("This contract comes with the app and cannot be changed. “Use this contract” makes a copy of your own, with its escalation matrix. Its calendars are shared until you edit one.")
		);
		if (frm.is_new()) {
			frm.set_intro(
				__("The page “New contract” asks less, and shows a ticket of each priority before it is used."),
				"blue"
			);
			frm.add_custom_button(__("New contract"), () => frappe.set_route("new-sla-contract"));
		}
		if (frm.doc.is_standard && frappe.model.can_create("SLA Contract")) {
			frm.add_custom_button(__("Use this contract"), () => ask_customers(frm)).addClass("btn-primary");
		}
		if (!frm.doc.is_standard && !frm.is_new() && frappe.model.can_create("SLA Contract")) {
			frm.add_custom_button(__("New version"), () => ask_version(frm));
			offer_events(frm);
		}
		frm.add_custom_button(__("Try a ticket"), () => try_ticket(frm));
		warn_of_unheld(frm);
		offer_statuses(frm);
		draw_tickets(frm);
		keep_drawn(frm, draw);
	},
});

function draw(frm) {
	frappe
		.xcall(`${METHODS}.of_contract`, { document: JSON.stringify(frm.doc) })
		.then(({ promises, week, faults, choices, advice, helpdesk }) => {
			frm.sla_nl_choices = choices || {};
			frm.sla_nl_helpdesk = helpdesk;
			draw_html(frm, "promises", faults ? faults_html(faults) : promises);
			draw_html(frm, "week", week);
			draw_advice(frm, advice || []);
		});
}

// What is typed changes nothing of it: asked once, not with each picture.
function draw_tickets(frm) {
	draw_html(frm, "holds_for", "");
	if (frm.is_new()) return;
	const { name } = frm.doc;
	frappe
		.call({ method: "sla_nl.api.contracts.tickets_held", args: { name }, type: "GET" })
		.then(({ message }) => {
			if (frm.doc.name !== name) return;
			draw_html(frm, "holds_for", tickets_html(message));
			frm.fields_dict.holds_for.$wrapper.find("a").on("click", (event) => {
				event.preventDefault();
				frappe.set_route("List", message.doctype, "List", message.filters);
			});
		});
}

function faults_html(faults) {
	const style = "border-left: 3px solid var(--orange-500); padding: 8px 12px; margin-bottom: 12px";
	return `<div style="${style}"><p>${__("It cannot be saved yet:")}</p>${faults}</div>`;
}

function tickets_html({ count, is_default }) {
	const held = `${__("Open tickets under this contract")}: <a href="#"><strong>${count}</strong></a>`;
	const more = is_default ? `<br>${__("It is also the default: it holds for customers without a contract.")}` : "";
	return `<p>${held}${more}</p>`;
}
