// How far a run is: shown as it goes, without a reload; and what a trial on past tickets found.

const LOOKS_AGAIN_MS = 5000;

frappe.ui.form.on("SLA Run", {
	refresh(frm) {
		frm.disable_save();
		const { kind, tried } = frm.doc;
		call_page(frm, tried ? `${__(kind)}: ${tried}` : __(kind));
		show_progress(frm);
		if (kind === "What if") show_trial(frm);
		if (is_open(frm)) look_again(frm);
	},
	onload(frm) {
		frappe.realtime.on("sla_nl_run", ({ name }) => {
			if (name === frm.doc.name) frm.reload_doc();
		});
	},
});

function is_open(frm) {
	return ["Queued", "Running"].includes(frm.doc.state);
}

// Where the page gets no messages of the server, it asks.
function look_again(frm) {
	const { name } = frm.doc;
	clearTimeout(frm.sla_nl_timer);
	frm.sla_nl_timer = setTimeout(() => {
		if (cur_frm === frm && frm.doc.name === name && is_open(frm)) frm.reload_doc();
	}, LOOKS_AGAIN_MS);
}

function show_progress(frm) {
	const { state, looked, total, kind } = frm.doc;
	if (state !== "Running" || !total) {
		frm.dashboard.hide_progress();
		return;
	}
	const text = __("{0} of {1} tickets", [looked, total]);
	frm.dashboard.show_progress(__(kind), Math.min(100, (100 * looked) / total), text);
}

// The sums of both sides, the tickets that differ, and the files.
function show_trial(frm) {
	const { name, state, document } = frm.doc;
	if (document) frm.add_custom_button(__("Open the contract"), () => frappe.set_route("Form", "SLA Contract", document));
	const place = frm.fields_dict.comparison.$wrapper.empty();
	if (is_open(frm)) {
		frm.add_custom_button(__("Stop"), () => stop_trial(frm));
		return;
	}
	if (state !== "Done") return;
	for (const [language, label] of [["nl", __("PDF in Dutch")], ["en", __("PDF in English")]]) {
		frm.add_custom_button(label, () => open_file("pdf", { run: name, language }));
	}
	frm.add_custom_button(__("File of all tickets that differ"), () => open_file("tickets", { run: name }));
	frappe.call({ method: "sla_nl.api.what_if.result", type: "GET", args: { run: name } }).then(({ message }) => {
		if (frm.doc.name === name) place.html(message);
	});
}

function open_file(method, query) {
	window.open(`/api/method/sla_nl.api.what_if.${method}?${new URLSearchParams(query)}`);
}

function stop_trial(frm) {
	frappe.confirm(__("Stop this run? What it has found is dropped."), () =>
		frappe.xcall("sla_nl.api.what_if.stop", { run: frm.doc.name }).then(() => frm.reload_doc())
	);
}
