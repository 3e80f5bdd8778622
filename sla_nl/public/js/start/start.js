// The page "New contract": where to begin, the answers, the tickets that they would give, "Use it".

frappe.provide("sla_nl.start");

{
	const API = "sla_nl.api.start";
	const PLAIN = "plain", HELPDESK = "helpdesk", SHIPPED = "shipped";

	sla_nl.start.Start = class Start {
		constructor(page, choices) {
			this.page = page;
			this.choices = choices;
			this.asked = 0;
			this.again = frappe.utils.debounce(() => this.preview(), 500);
			this.begin();
		}

		begin() {
			const { el, Week, Promises, Customer, Fee, Holders } = sla_nl.start;
			const changed = () => this.is_ready && this.again();
			this.is_ready = this.is_done = false;
			this.customer = new Customer(this.choices, changed);
			this.week = new Week(changed);
			this.promises = new Promises(this.choices, changed);
			this.fee = new Fee(this.choices, changed);
			this.holders = new Holders();
			this.holidays = sla_nl.start.select(this.holiday_options(), "NL", { onchange: changed });
			this.waits = el("input", { type: "checkbox", checked: true, onchange: changed });
			this.reported = el("input", { type: "datetime-local", class: "form-control input-sm", value: this.choices.now.replace(" ", "T"), onchange: changed });
			this.drawn = el("div", { "aria-live": "polite" });
			this.layout();
			this.week.fill("09:00-17:00");
			this.choose(PLAIN);
			this.is_ready = true;
			this.preview();
		}

		begin_if_done() {
			if (this.is_done) this.begin();
		}

		layout() {
			const { el, field, check } = sla_nl.start;
			const part = (heading, ...children) => el("section", { class: "sla-part" }, el("h4", {}, heading), ...children);
			this.own = el(
				"div", {},
				part(__("Opening hours"), this.week.root, field(__("Holidays", null, "SLA Calendar"), this.holidays)),
				part(
					__("What is promised"), this.promises.root,
					check(__("The clocks stop while a ticket waits for the customer"), this.waits)
				),
				part(__("Rush fee"), this.fee.root)
			);
			this.held = part(__("Who holds each function"), this.holders.root);
			const use = el("button", { type: "button", class: "btn btn-primary btn-sm sla-use", onclick: () => this.use() }, __("Use it"));
			const empty = el("a", { href: "/app/sla-contract/new" }, __("Rather fill in an empty contract, with everything that one can hold"));
			const root = el(
				"div", { class: "sla-start" },
				part(__("Begin with"), this.beginnings()),
				part(__("For whom"), this.customer.root),
				this.own, this.held,
				part(__("What a ticket of each priority would get"), field(__("Reported"), this.reported), el("p"), this.drawn, el("div", { class: "sla-row" }, use, empty))
			);
			$(this.page.body).empty().append(root);
		}

		/** Return the ways to begin: a plain form, an SLA of Helpdesk, a contract that comes with the app. */
		beginnings() {
			const { el, select } = sla_nl.start;
			const { slas, shipped } = this.choices;
			const ways = [
				[PLAIN, __("A plain form")],
				...(slas.length ? [[HELPDESK, __("Helpdesk's own SLA")]] : []),
				...(shipped.length ? [[SHIPPED, __("A contract that comes with the app")]] : []),
			];
			this.ways = ways.map(([way, label]) =>
				el("button", { type: "button", class: "btn btn-default btn-sm", "data-way": way, onclick: () => this.choose(way) }, label)
			);
			const offered = shipped.map(({ name, title }) => ({ value: name, label: title || name }));
			const sla_names = slas.map((value) => ({ value }));
			this.sla = select(sla_names, slas[0], { "aria-label": __("Helpdesk's own SLA"), onchange: () => this.take_over() });
			this.shipped = select(offered, offered[0]?.value, { "aria-label": __("A contract that comes with the app"), onchange: () => this.choose(SHIPPED) });
			return [el("div", { class: "sla-buttons" }, this.ways), this.sla, this.shipped];
		}

		choose(way) {
			this.way = way;
			this.ways.forEach((button) => button.setAttribute("aria-pressed", button.dataset.way === way));
			this.sla.hidden = way !== HELPDESK;
			this.own.hidden = way === SHIPPED;
			this.shipped.hidden = way !== SHIPPED;
			this.ask_holders();
			this.customer.only_name(way === SHIPPED);
			if (way === HELPDESK) this.take_over();
			else if (this.is_ready) this.again();
		}

		/** Ask who holds the functions of a contract that comes with the app; a plain form has none. */
		async ask_holders() {
			this.held.hidden = true;
			if (this.way !== SHIPPED) return;
			const has_functions = await this.holders.ask(this.shipped.value);
			this.held.hidden = this.way !== SHIPPED || !has_functions;
		}

		/** Fill the form with what Helpdesk's SLA promises. */
		take_over() {
			frappe.call({ method: `${API}.of_helpdesk`, type: "GET", args: { sla: this.sla.value } }).then(({ message }) => {
				this.is_ready = false;
				this.week.set(message);
				this.promises.set(message.promises);
				this.holidays.value = message.holidays;
				this.is_ready = true;
				this.preview();
			});
		}

		/** Return the answers, or null while the hours cannot be read. */
		answers() {
			const hours = this.week.values();
			if (!hours) return null;
			return {
				...this.customer.values(), ...hours, ...this.fee.values(),
				holidays: hours.always_open ? "" : this.holidays.value,
				waits: this.waits.checked, promises: this.promises.values(),
			};
		}

		preview() {
			const asked = ++this.asked;
			const show = (found) => asked === this.asked && this.show(found);
			if (this.way === SHIPPED) {
				const args = { name: this.shipped.value, reported_at: this.reported.value };
				frappe.xcall(`${API}.preview_shipped`, args).then(show);
				return;
			}
			const answers = this.answers();
			if (!answers) return this.hint(__("A day's hours cannot be read. Write them as 08:30-12:30, 13:00-17:00."));
			if (!answers.promises.length) return this.hint(__("Fill in at least one response or resolution above."));
			const named = { ...answers, customer: answers.customer || __("Customer") };
			named.title = named.title || named.customer;
			frappe.xcall(`${API}.preview`, { answers: JSON.stringify(named), reported_at: this.reported.value }).then(show);
		}

		show({ tickets, faults }) {
			if (!faults) return (this.drawn.innerHTML = tickets); // the server escapes both
			this.drawn.innerHTML = faults;
			this.drawn.prepend(sla_nl.start.el("p", {}, __("It cannot be used yet:")));
		}

		hint(text) {
			this.drawn.replaceChildren(sla_nl.start.el("p", { class: "text-muted" }, text));
		}

		use() {
			const { customer, title } = this.customer.values();
			if (!customer) return this.customer.ask();
			const answers = this.answers();
			if (!answers) return this.preview();
			const [method, args] =
				this.way === SHIPPED
					? ["use_shipped", { name: this.shipped.value, customer, holders: JSON.stringify(this.holders.values()) }]
					: ["use", { answers: JSON.stringify(answers) }];
			frappe.call({ method: `${API}.${method}`, args, freeze: true }).then(({ message }) => this.done(message, title, customer));
		}

		/**
		 * Say that the contract is in use, and where to go from here. The first ticket is made in the
		 * desk, where it begins with the customer: Helpdesk's own page has no field for it.
		 */
		done(name, title, customer) {
			const { el } = sla_nl.start;
			this.is_done = true;
			const said = __("The tickets of {0} fall under this contract from now on.", [customer]);
			const root = el(
				"div", { class: "sla-start sla-done" }, el("h4", {}, __("The contract is in use")), el("p", {}, said),
				el(
					"div", { class: "sla-buttons" },
					el("button", { type: "button", class: "btn btn-primary btn-sm", onclick: () => frappe.new_doc("HD Ticket", { customer }) }, __("Make a ticket")),
					el("a", { class: "btn btn-default btn-sm", href: `/app/sla-contract/${encodeURIComponent(name)}` }, __("Open the contract"))
				)
			);
			$(this.page.body).empty().append(root);
		}

		/** Return the choices of holidays: none, the Netherlands, the lists of Helpdesk, other countries. */
		holiday_options() {
			const { countries, holiday_lists } = this.choices;
			const dutch = ({ value }) => value === "NL";
			return [
				...countries.filter(dutch),
				{ value: "", label: __("No holidays") },
				...holiday_lists.map((name) => ({ value: `list:${name}`, label: __("Helpdesk's list {0}", [name]) })),
				...countries.filter((country) => !dutch(country)),
			];
		}
	};
}
