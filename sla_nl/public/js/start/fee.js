// One rush fee, if there is one: for which priority, how much, reported when.

frappe.provide("sla_nl.start");

sla_nl.start.Fee = class Fee {
	constructor({ priorities, currency }, changed) {
		const { el, field, select } = sla_nl.start;
		const names = [{ value: "", label: __("No fee") }, ...priorities.map((value) => ({ value }))];
		const times = [
			{ value: "", label: __("At any time") },
			{ value: "outside", label: __("Outside opening hours") },
			{ value: "inside", label: __("In opening hours") },
		];
		this.currency = currency;
		this.priority = select(names, "", { "data-answer": "fee_priority", onchange: () => this.refresh() });
		this.rate = el("input", { class: "form-control input-sm", inputmode: "decimal", "data-answer": "fee_rate", oninput: changed });
		this.time = select(times, "", { onchange: changed });
		this.changed = changed;
		this.rest = [field(`${__("Amount")} (${currency})`, this.rate), field(__("Reported"), this.time)];
		this.root = el("div", { class: "sla-fields" }, field(__("Owed for a ticket with priority"), this.priority), this.rest);
		this.refresh();
	}

	values() {
		if (!this.priority.value) return {};
		return {
			fee_priority: this.priority.value, fee_title: __("Rush fee"), fee_rate: this.rate.value.trim(),
			fee_currency: this.currency, fee_time: this.time.value,
		};
	}

	refresh() {
		this.rest.forEach((one) => (one.hidden = !this.priority.value));
		this.changed();
	}
};
