// Elements of the page "New contract". Texts are inserted as text, never as HTML.

frappe.provide("sla_nl.start");

/** Return an element with attributes and listeners (`onclick`); children are nodes or texts. */
sla_nl.start.el = function (tag, props = {}, ...children) {
	const node = document.createElement(tag);
	for (const [name, value] of Object.entries(props)) {
		if (value === false || value == null) continue;
		if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
		else node.setAttribute(name, value === true ? "" : value);
	}
	node.append(...children.flat().filter((child) => child || child === 0));
	return node;
};

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
