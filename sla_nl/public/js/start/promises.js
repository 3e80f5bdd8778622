// What is promised: for each priority of Helpdesk a response and a resolution.

frappe.provide("sla_nl.start");

{
	const CLOCKS = ["response", "resolution"];

	sla_nl.start.Promises = class Promises {
		/** Args: priorities, units: names and codes; changed: called after each change. */
		constructor({ priorities, units }, changed) {
			const { el, check } = sla_nl.start;
			this.changed = changed;
			this.units = units.map((value) => ({ value, label: __(value) }));
			this.rows = priorities.map((name) => ({ name, cells: CLOCKS.map((clock) => this.cell(name, clock)) }));
			this.shares = el("input", { type: "checkbox", onchange: () => this.refresh() });
			const heads = ["", ...CLOCKS.map((clock) => title(clock))].map((text) => el("span", { class: "sla-head" }, text));
			const rows = this.rows.flatMap(({ name, cells }) => [
				el("strong", { class: "sla-name" }, name),
				...cells.map(({ root }) => root),
			]);
			this.root = el(
				"div", {}, el("div", { class: "sla-promises" }, heads, rows),
				check(__("With percentages: 90 means for 90 of 100 tickets"), this.shares)
			);
			this.refresh();
		}

		/** Show the promises of answers; those of priorities that are gone are left out. */
		set(promises) {
			const share_of = ({ share }) => String(share || 100);
			this.shares.checked = promises.some((promise) => share_of(promise) !== "100");
			for (const { name, cells } of this.rows) {
				for (const cell of cells) {
					const own = promises.find((one) => one.helpdesk_priority === name && one.clock === cell.clock);
					cell.amount.value = own ? own.amount : "";
					cell.unit.value = own ? own.unit : this.units[1].value;
					cell.share.value = own ? share_of(own) : "100";
				}
			}
			this.refresh();
		}

		/** Return the promises as answers; an empty amount is no promise. */
		values() {
			return this.rows.flatMap(({ name, cells }) =>
				cells
					.filter(({ amount }) => amount.value.trim())
					.map(({ clock, amount, unit, share }) => ({
						helpdesk_priority: name, clock, amount: amount.value.trim(), unit: unit.value,
						share: this.shares.checked ? share.value.trim() || "100" : "100",
					}))
			);
		}

		cell(name, clock) {
			const { el, select } = sla_nl.start;
			const own = `${name}: ${title(clock)}`;
			const typed = (props) => el("input", { class: `form-control input-sm ${props.class}`, inputmode: "decimal", oninput: () => this.changed(), ...props.own });
			const amount = typed({ class: "sla-amount", own: { "aria-label": own, "data-promise": `${name} ${clock}` } });
			const unit = select(this.units, this.units[1].value, { "aria-label": `${own}, ${__("Unit")}`, onchange: () => this.pass_on(name, clock) });
			const share = typed({ class: "sla-share", own: { "aria-label": `${own}, %`, placeholder: "%", value: "100" } });
			const small = el("span", { class: "sla-small" }, title(clock));
			return { clock, amount, unit, share, root: el("div", {}, small, el("div", { class: "sla-promise" }, amount, unit, share)) };
		}

		/** Give the rows below, as far as they are empty, the unit that was chosen. */
		pass_on(name, clock) {
			const place = this.rows.findIndex((row) => row.name === name);
			const [first, ...below] = this.rows.slice(place).map(({ cells }) => cells.find((cell) => cell.clock === clock));
			below.filter(({ amount }) => !amount.value.trim()).forEach(({ unit }) => (unit.value = first.unit.value));
			this.changed();
		}

		refresh() {
			this.rows.forEach(({ cells }) => cells.forEach(({ share }) => (share.hidden = !this.shares.checked)));
			this.changed();
		}
	};

	const title = (clock) => {
		const word = __(clock);
		return word.charAt(0).toUpperCase() + word.slice(1);
	};
}
