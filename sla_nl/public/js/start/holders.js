// Who holds each function of the escalation matrix that comes with a contract.

frappe.provide("sla_nl.start");

sla_nl.start.Holders = class Holders {
	constructor() {
		const { el } = sla_nl.start;
		this.known = el("datalist", { id: `sla-holders-${frappe.utils.get_random(6)}` });
		this.fields = el("div", { class: "sla-fields" });
		const hint = __("A team, a colleague or an e-mail address. What you leave empty can be filled in later, in the escalation matrix.");
		this.root = el("div", {}, el("p", { class: "sla-hint" }, hint), this.fields, this.known);
		this.inputs = new Map();
	}

	/** Show the functions of a contract. Returns: whether there are any. */
	async ask(contract) {
		this.contract = contract;
		const { message } = await frappe.call({ method: "sla_nl.api.people.asked_of", args: { contract }, type: "GET" });
		if (contract !== this.contract) return this.inputs.size > 0;
		const { el, field } = sla_nl.start;
		const input = (name) => el("input", { class: "form-control input-sm", list: this.known.id, autocomplete: "off", maxlength: 140, "data-function": name });
		this.inputs = new Map(message.functions.map((name) => [name, input(name)]));
		this.known.replaceChildren(...message.choices.map(({ value, label }) => el("option", { value }, label)));
		this.fields.replaceChildren(...[...this.inputs].map(([name, one]) => field(name, one)));
		return this.inputs.size > 0;
	}

	/** Return who holds each function. */
	values() {
		return Object.fromEntries([...this.inputs].map(([name, { value }]) => [name, value.trim()]));
	}
};
