// Elements of the page "New contract". The page sets `sla_nl.start.el`, which makes each of them.

frappe.provide("sla_nl.start");

/** Return a label with its control below it. */
sla_nl.start.field = function (label, control, ...more) {
	return sla_nl.start.el("label", { class: "sla-field" }, label, control, ...more);
};

/** Return a check box with its label. */
sla_nl.start.check = function (label, box) {
	return sla_nl.start.el("label", { class: "sla-check" }, box, label);
};

/** Return a select of `{value, label}` options, with one of them chosen. */
sla_nl.start.select = function (options, chosen, props = {}) {
	const { el } = sla_nl.start;
	const items = options.map(({ value, label }) =>
		el("option", { value, selected: value === chosen }, label || value)
	);
	return el("select", { class: "form-control input-sm", ...props }, items);
};
