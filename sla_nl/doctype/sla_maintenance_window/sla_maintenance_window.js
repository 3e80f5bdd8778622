// A window is judged while it is filled in: what the contract says, and who will be told.

frappe.ui.form.on("SLA Maintenance Window", {
	refresh(frm) {
		// below a moment Frappe adds the time zone to the description, and then finds no translation
		frm.set_df_property("announced_at", "description", __("Filled in by the button Announce. If you told the customers in another way, enter when."));
		offer_choices(frm);
		offer_states(frm);
		keep_drawn(frm, draw_judgement);
		if (frm.is_new()) return;
		if (frappe.model.can_create("SLA Maintenance Window")) {
			frm.add_custom_button(__("Copy to next month"), () => copy_to_next_month(frm));
		}
	},
	contract(frm) {
		offer_choices(frm);
	},
});

async function offer_choices(frm) {
	if (!frm.doc.contract) return;
	const args = { contract: frm.doc.contract };
	const { message } = await frappe.call({ method: "sla_nl.api.maintenance.choices", args, type: "GET" });
	frm.fields_dict.maintenance_type.set_data(message.types);
	frm.fields_dict.service.set_data(message.services);
	if (frm.doc.maintenance_type && !message.types.includes(frm.doc.maintenance_type)) {
		frm.set_value("maintenance_type", "");
	}
}

// A person plans a draft; the other states come by their buttons or by the clock.
function offer_states(frm) {
	const by_hand = ["Draft", "Planned"];
	const options = by_hand.includes(frm.doc.status) ? by_hand : [frm.doc.status];
	frm.set_df_property("status", "options", options);
	frm.set_df_property("status", "read_only", by_hand.includes(frm.doc.status) ? 0 : 1);
}

function draw_judgement(frm) {
	frappe
		.xcall("sla_nl.api.maintenance.of_window", { document: JSON.stringify(frm.doc) })
		.then((shown) => {
			draw_html(frm, "judgement", shown.judgement);
			draw_html(frm, "steps", shown.steps);
			draw_html(frm, "told", shown.told);
			frm.toggle_display("overrule_reason", Boolean(shown.has_hard_faults || frm.doc.overrule_reason));
			count_down(frm);
			if (!frm.is_new()) offer_steps(frm, shown);
		});
}

function count_down(frm) {
	clearInterval(frm.sla_nl_clock);
	const place = frm.fields_dict.judgement.$wrapper.find("[data-until]");
	if (!place.length) return;
	const until = Number(place.attr("data-until")) * 1000;
	const draw = () => {
		if (!document.contains(place[0])) return clearInterval(frm.sla_nl_clock);
		place.text(`(${left_until(until)})`);
	};
	draw();
	frm.sla_nl_clock = setInterval(draw, 1000);
}

function left_until(until) {
	const seconds = Math.floor((until - Date.now()) / 1000);
	if (seconds <= 0) return __("that moment has passed");
	const days = Math.floor(seconds / 86400);
	const clock = new Date((seconds % 86400) * 1000).toISOString().slice(11, 19);
	if (!days) return __("{0} left", [clock]);
	return days === 1 ? __("1 day and {0} left", [clock]) : __("{0} days and {1} left", [days, clock]);
}

function copy_to_next_month(frm) {
	frappe
		.xcall("sla_nl.api.maintenance.copy_to_next_month", { window: frm.doc.name })
		.then((name) => frappe.set_route("Form", "SLA Maintenance Window", name));
}

// -- what can be done with a stored window ---------------------------------------------------------

const STEPS = {
	announce: { method: "announce", label: __("Announce"), sends: true },
	change: { method: "tell_change", label: __("Tell the change"), sends: true },
	start: { method: "start", label: __("Start now"), sends: false },
	finish: { method: "finish", label: __("End now"), sends: true },
	cancel: { method: "cancel", label: __("Cancel the work"), sends: true, asks: true },
};

function offer_steps(frm, shown) {
	for (const [step, { label }] of Object.entries(STEPS)) {
		frm.remove_custom_button(label);
		if ((shown.steps_to_take || []).includes(step)) {
			const button = frm.add_custom_button(label, () => take_step(frm, step, shown.sequence));
			if (["announce", "change"].includes(step)) button.addClass("btn-primary");
		}
	}
	frm.remove_custom_button(__("Send failed mails again"));
	if (shown.has_failed_mails) {
		frm.add_custom_button(__("Send failed mails again"), () => send_again(frm));
	}
	frm.set_intro();
	if (shown.is_changed && (shown.steps_to_take || []).includes("change")) {
		frm.set_intro(__("The customers have been told something else than what stands here. Tell them the change."), "orange");
	}
	offer_outages(frm, shown.outages || []);
}

// Offer to record finished work as an outage: a button opens a new one that is filled in.
function offer_outages(frm, outages) {
	if (!outages.length) return;
	frm.set_intro(__("The service was down meanwhile. Record it as an outage, so that its availability is right."), "blue");
	const record = __("Record the downtime");
	for (const outage of outages) {
		const [label, group] = outages.length === 1 ? [record] : [outage.contract, record];
		frm.remove_custom_button(label, group);
		frm.add_custom_button(label, () => open_outage(outage), group);
	}
}

// `frappe.new_doc` leaves moments and texts out; a change of the contract would empty the service.
async function open_outage(fields) {
	await frappe.model.with_doctype("SLA Outage");
	const outage = Object.assign(frappe.model.get_new_doc("SLA Outage"), fields, { __run_link_triggers: 0 });
	frappe.set_route("Form", "SLA Outage", outage.name);
}

// Nothing is sent before its mail was shown.
async function take_step(frm, step, sequence) {
	if (frm.is_dirty()) {
		frappe.msgprint(__("Save the window first."));
		return;
	}
	const { label, sends, asks } = STEPS[step];
	if (!sends) return frappe.confirm(__("The work begins now. End it with the button “End now”."), () => call_step(frm, step, { sequence }));
	const shown = await frappe.xcall("sla_nl.api.maintenance.message", { window: frm.doc.name, step });
	const dialog = new frappe.ui.Dialog({
		title: label,
		size: "large",
		fields: [
			{ fieldname: "reason", fieldtype: "Small Text", label: __("Why"), hidden: asks ? 0 : 1, description: __("The customers read it.") },
			{ fieldname: "mails", fieldtype: "HTML" },
		],
		primary_action_label: shown.mails.length ? __("Send", null, "SLA Maintenance Window") : label,
		primary_action({ reason }) {
			dialog.hide();
			call_step(frm, step, asks ? { sequence, reason: reason || "" } : { sequence });
		},
	});
	dialog.fields_dict.mails.$wrapper.html(mails_html(shown));
	if (asks) {
		dialog.fields_dict.reason.df.onchange = async () => {
			const reason = dialog.get_value("reason") || "";
			const again = await frappe.xcall("sla_nl.api.maintenance.message", { window: frm.doc.name, step, reason });
			dialog.fields_dict.mails.$wrapper.html(mails_html(again));
		};
	}
	dialog.show();
}

function mails_html({ people, mails }) {
	if (!mails.length) return `<p>${__("Nobody is told by mail.")}</p>`;
	const names = { nl: __("In Dutch"), en: __("In English") };
	return people + mails
		.map(({ language, subject, html }) => `
			<div class="sla-nl-mail" lang="${language}" style="margin-top:12px;padding:12px;border:1px solid var(--border-color);border-radius:8px">
				<div class="text-muted">${names[language]}</div>
				<div style="font-weight:600;margin:4px 0">${frappe.utils.escape_html(subject)}</div>
				${html}
			</div>`)
		.join("");
}

async function call_step(frm, step, args) {
	const told = await frappe.xcall(`sla_nl.api.maintenance.${STEPS[step].method}`, { window: frm.doc.name, ...args });
	if (told) frappe.show_alert({ message: told === 1 ? __("One mail is on its way.") : __("{0} mails are on their way.", [told]), indicator: "green" });
	frm.reload_doc();
}

async function send_again(frm) {
	await frappe.xcall("sla_nl.api.maintenance.send_again", { window: frm.doc.name });
	frm.reload_doc();
}
