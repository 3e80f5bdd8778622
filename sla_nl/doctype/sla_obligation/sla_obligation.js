// An obligation: done, dropped, or open again.

const DOING = "sla_nl.api.obligations";

frappe.ui.form.on("SLA Obligation", {
	setup(frm) {
		say_articles(frm);
		for (const field of ["event", "next_event"]) {
			say_in_words("SLA Obligation", field, words_of, (typed) => typed);
		}
		frm.set_query("contract", () => ({ filters: { is_hidden: 0 } }));
	},

	refresh(frm) {
		if (frm.is_new()) return;
		const { state, due } = frm.doc;
		if (["open", "missed"].includes(state)) {
			frm.add_custom_button(__("Done"), () => ask_done(frm)).addClass("btn-primary");
			if (frm.perm[0]?.delete) frm.add_custom_button(__("Drop it"), () => ask_reason(frm));
		} else if (frm.perm[0]?.delete) {
			frm.add_custom_button(__("Open again"), () => open_again(frm));
		}
		if (state === "missed") {
			frm.set_intro(__("It was due {0}.", [frappe.datetime.str_to_user(due)]), "red");
		}
	},
});

async function ask_done(frm) {
	if (frm.is_dirty()) await frm.save();
	const fields = [
		{ fieldname: "at", fieldtype: "Datetime", label: __("Done at"), default: frappe.datetime.now_datetime(), reqd: 1 },
		{ fieldname: "note", fieldtype: "Small Text", label: __("Note") },
	];
	frappe.prompt(fields, (given) => do_it(frm, given), __("Done"), __("Done"));
}

async function do_it(frm, { at, note }) {
	const args = { obligation: frm.doc.name, at, note: note || "" };
	const { message } = await frappe.call({ method: `${DOING}.done`, args, freeze: true });
	frappe.show_alert({ message: told(message), indicator: "green" }, 10);
	frm.reload_doc();
}

function told(following) {
	if (!following?.length) return __("It is done.");
	const links = following.map((name, at) => `<a href="/app/sla-obligation/${encodeURIComponent(name)}">${at + 1}</a>`);
	return __("It is done. What follows from it: {0}", [links.join(", ")]);
}

function ask_reason(frm) {
	const field = { fieldname: "reason", fieldtype: "Small Text", label: __("Why it does not have to be done"), reqd: 1 };
	frappe.prompt([field], async ({ reason }) => {
		await frappe.call({ method: `${DOING}.drop`, args: { obligation: frm.doc.name, reason }, freeze: true });
		frm.reload_doc();
	}, __("Drop it"), __("Drop it"));
}

async function open_again(frm) {
	await frappe.call({ method: `${DOING}.open_again`, args: { obligation: frm.doc.name }, freeze: true });
	frm.reload_doc();
}
