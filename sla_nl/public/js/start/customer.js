// For whom the contract is: a customer, who may be new, the title and who gives the service.

frappe.provide("sla_nl.start");

sla_nl.start.Customer = class Customer {
	constructor({ vendor, makes_customers }, changed) {
		const { el, field } = sla_nl.start;
		const text = (props) => el("input", { class: "form-control input-sm", autocomplete: "off", maxlength: 140, ...props });
		this.changed = changed;
		this.unknown = makes_customers
			? __("There is no such customer yet: it is made with the contract.")
			: __("There is no such customer. Choose one that exists.");
		this.known = el("datalist", { id: `sla-customers-${frappe.utils.get_random(6)}` });
		this.name = text({ list: this.known.id, "data-answer": "customer", oninput: () => this.typed() });
		this.title = text({ "data-answer": "title", oninput: () => ((this.is_titled = true), changed()) });
		this.vendor = text({ "data-answer": "vendor", oninput: changed });
		this.vendor.value = vendor || __("Our company");
		this.hint = el("p", { class: "sla-hint" });
		this.rest = [field(__("Title"), this.title), field(__("Who gives the service"), this.vendor)];
		this.root = el("div", { class: "sla-fields" }, field(__("Customer"), this.name, this.known, this.hint), this.rest);
		this.search = frappe.utils.debounce(() => this.offer(), 250);
	}

	values() {
		const [customer, title, vendor] = [this.name, this.title, this.vendor].map(({ value }) => value.trim());
		return { customer, title: title || customer, vendor: vendor || __("Our company") };
	}

	/** Show the customer alone: a copy of a contract has its own title. */
	only_name(is_so) {
		this.rest.forEach((one) => (one.hidden = is_so));
	}

	/** Say that the customer is missing. */
	ask() {
		this.name.focus();
		this.hint.textContent = __("Give the customer for whom the contract holds.");
	}

	typed() {
		const name = this.name.value.trim();
		if (!this.is_titled) this.title.value = name ? `SLA ${name}` : "";
		this.search();
		this.changed();
	}

	async offer() {
		const name = this.name.value.trim();
		const found = await frappe.xcall("frappe.desk.search.search_link", {
			doctype: "HD Customer",
			txt: name,
			query: "sla_nl.api.customers.search",
		});
		if (name !== this.name.value.trim()) return;
		const names = found.map(({ value }) => value);
		this.known.replaceChildren(...names.map((value) => sla_nl.start.el("option", { value })));
		this.hint.textContent = name && !names.includes(name) ? this.unknown : "";
	}
};
