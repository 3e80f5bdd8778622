// Draws the parts of the panel from the data that the site returns for a ticket.

const { search } = new URL(import.meta.url);
const [{ el, fill, icon }, { urgency }, { escalations, isWaiting }, { outages }] = await Promise.all(
	["dom", "countdown", "escalation", "outages"].map((name) => import(`./${name}.js${search}`))
);

const LONG_TEXT = 28; // characters

/** Return the whole panel as a list of elements. */
export function parts(data, actions, isOpen) {
	const { texts } = data;
	if (data.fault) return [el("p", { class: "sla-nl-fault", role: "alert" }, fault(data))];
	const hasControls = data.fields.length || data.events.length;
	return [
		heading(data),
		clocks(data, actions),
		telling(data, actions),
		toDo(data, actions),
		data.escalations && folded("escalations", texts.escalations, (part) => isOpen(part) || isWaiting(data), escalations(data, actions)),
		data.outages && folded("outages", texts.outages, isOpen, outages(data, actions)),
		priority(data),
		data.desks.length > 0 && folded("desks", texts.desks, isOpen, desks(data)),
		data.notes.map((note) => el("p", { class: "sla-nl-note" }, note)),
		fees(data),
		consent(data, actions),
		data.prices.length > 0 && folded("prices", texts.prices, isOpen, prices(data)),
		hasControls && folded("record", texts.record, isOpen, controls(data, actions)),
		data.recorded.length > 0 && folded("recorded", texts.recorded_before, isOpen, recorded(data, actions)),
	].flat().filter(Boolean);
}

/** Return the dates and costs of a ticket that is not saved yet. */
export function preview(data) {
	if (data.fault) return [el("p", { class: "sla-nl-fault", role: "alert" }, fault(data))];
	const chosen = data.prices.find((price) => price.is_current);
	return [
		data.warning && el("p", { class: "sla-nl-fault", role: "alert" }, data.warning),
		heading(data),
		priority(data),
		...data.notes.map((note) => el("p", { class: "sla-nl-note" }, note)),
		el("ul", { class: "sla-nl-dates" }, data.clocks.filter((clock) => clock.due).map((clock) =>
			el("li", {}, `${clock.name}: `, date(clock.due))
		)),
		costs(chosen ? chosen.costs : data.costs, data.texts),
	].filter(Boolean);
}

/** Return the inputs for when and how a new ticket was reported; `set` is called with each new value. */
export function report({ fields, texts, zone }, set) {
	return fields.map(({ field, label, kind, options }) => {
		const hint = el("span", { class: "sla-nl-small sla-nl-soft", role: "status" }, kind === "moment" && texts.when_hint);
		const input = kind === "moment"
			? momentInput({ title: zone })
			: el("select", { class: "sla-nl-input" }, options.map(([value, text]) => el("option", { value }, text)));
		input.dataset.part = field;
		const check = () => {
			const isIncomplete = input.validity.badInput;
			if (kind === "moment") hint.textContent = isIncomplete ? texts.incomplete : texts.when_hint;
			hint.classList.toggle("sla-nl-bad", isIncomplete);
		};
		input.addEventListener("blur", check); // browsers tell no input that is not complete
		input.addEventListener("input", () => {
			check();
			set(field, kind === "moment" ? written(input) : input.value);
		});
		return el("label", {}, el("span", { class: "sla-nl-label" }, label), input, hint);
	});
}

/** Return the steps to each date. They come from the site as safe HTML. */
export function explanation(clocks) {
	const hasNext = clocks.some((clock) => clock.is_next);
	return el("div", { class: "sla-nl sla-nl-why" }, clocks.map((clock) => {
		const steps = el("div", { class: "sla-nl-steps" });
		steps.innerHTML = clock.html;
		return el("details", { open: clock.is_next || !hasNext },
			el("summary", {}, mark(clock), el("strong", {}, clock.name),
				el("span", { class: "sla-nl-soft" }, clock.state_text),
				el("span", { class: "sla-nl-end" }, clock.due && date(clock.due), icon("chevron"))),
			steps);
	}));
}

/** Return a text with the title, price, certainty and clauses of a fee. */
export function costText(cost) {
	const clauses = cost.clauses.length ? ` (${cost.clauses.map(({ name }) => name).join(", ")})` : "";
	return `${cost.title}: ${cost.price}, ${cost.certainty}${clauses}`;
}

function fault(data) {
	return [el("strong", {}, data.texts.fault), el("br"), data.fault];
}

function heading({ contract, kind }) {
	return el("p", { class: "sla-nl-heading" },
		el("strong", { title: contract.name }, contract.title), el("span", { class: "sla-nl-soft" }, kind));
}

function clocks(data, actions) {
	if (!data.clocks.length) return null;
	const next = data.next && data.next.key;
	return el("div", {},
		el("ul", { class: "sla-nl-clocks" }, data.clocks.map((clock) => row(clock, clock.key === next, data))),
		actions.explain && el("button",
			{ type: "button", class: "sla-nl-button", "data-part": "why", onclick: actions.explain },
			data.texts.why));
}

function row(clock, isNext, { texts, now }) {
	const left = clock.state === "running" && clock.due ? Date.parse(clock.due.at) - Date.parse(now) : null;
	const end = clock.due ? date(clock.due) : el("span", { class: "sla-nl-soft" }, clock.is_paused ? texts.paused : texts.no_date);
	return el("li", {
		class: isNext ? "sla-nl-clock sla-nl-next" : "sla-nl-clock", "data-key": clock.key,
		"data-urgency": left === null ? null : urgency(left),
	},
		mark(clock),
		el("div", { class: "sla-nl-grow" },
			el("div", { class: "sla-nl-line" }, el("span", {}, clock.name), end),
			el("div", { class: "sla-nl-line sla-nl-small" },
				el("span", { class: `sla-nl-${tone(clock.state)}` }, clock.state_text),
				(isNext || clock.is_overdue) && el("span", {
					class: `sla-nl-countdown${isNext ? "" : " sla-nl-bad"}`, "data-due": clock.due.at,
					role: "timer", "aria-live": "off",
				}))));
}

function toDo({ to_do: tasks, texts, can_write: canWrite }, actions) {
	if (!tasks.length) return null;
	return el("div", { class: "sla-nl-to-do", role: "group", "aria-label": texts.to_do },
		el("p", { class: "sla-nl-subtitle" }, texts.to_do),
		el("ul", {}, tasks.map((task) => el("li", { class: "sla-nl-task" },
			el("p", {}, task.what),
			el("div", { class: "sla-nl-line sla-nl-small" },
				el("span", { class: task.is_missed ? "sla-nl-bad" : "sla-nl-soft" }, whenDue(task, texts)),
				canWrite && el("span", { class: "sla-nl-events" }, doing(task, texts, actions)))))));
}

function doing(task, texts, actions) {
	const button = (part, label, onclick) => el("button", {
		type: "button", class: "sla-nl-button", "data-part": `${part}-${task.what}`,
		"aria-label": `${label}: ${task.what}`, onclick,
	}, label);
	return [
		task.message && button("write", texts.write, () => actions.write(task.message)),
		task.doing && button(`do-${task.doing.event}`, task.doing.label, () => actions.doTask(task)),
	].filter(Boolean);
}

function telling({ telling: told, texts }, actions) {
	if (!told) return null;
	return el("div", { class: "sla-nl-to-do", role: "group", "aria-label": texts.telling },
		el("p", { class: "sla-nl-subtitle" }, texts.telling),
		told.untold && el("p", { class: "sla-nl-due" }, told.untold.text),
		told.rules.map(({ title, lines }) => el("div", { class: "sla-nl-rule" },
			el("p", {}, title),
			lines.map(([label, text]) => el("div", { class: "sla-nl-line sla-nl-small" },
				el("span", { class: "sla-nl-soft" }, label), el("span", { class: "sla-nl-what" }, text))))),
		el("div", { class: "sla-nl-events" }, told.messages.map(({ purpose, label }) => el("button", {
			type: "button", class: "sla-nl-button", "data-part": `message-${purpose}`, onclick: () => actions.write(purpose),
		}, label)),
		told.report && el("button", {
			type: "button", class: "sla-nl-button", "data-part": "report", onclick: () => actions.openReport(),
		}, told.report)));
}

function consent({ consent: found, texts }, actions) {
	if (!found) return null;
	return el("div", { class: "sla-nl-to-do sla-nl-consent", role: "group", "aria-label": texts.consent },
		el("p", { class: "sla-nl-subtitle" }, texts.consent),
		el("p", { class: found.is_given ? "sla-nl-good" : "sla-nl-due" }, found.text),
		found.message && el("div", { class: "sla-nl-events" }, el("button", {
			type: "button", class: "sla-nl-button", "data-part": `message-${found.message}`, onclick: () => actions.write(found.message),
		}, texts.ask_consent)));
}

function desks({ desks: found, texts }) {
	return el("div", { class: "sla-nl-desks" },
		!found.some((desk) => desk.takes) && el("p", { class: "sla-nl-small sla-nl-due" }, texts.no_desk),
		el("ul", {}, found.map((desk) => el("li", { class: "sla-nl-task" },
			el("div", { class: "sla-nl-line" },
				el("strong", {}, desk.name), el("span", { class: "sla-nl-what" }, desk.address)),
			el("div", { class: "sla-nl-line sla-nl-small" },
				el("span", { class: "sla-nl-soft" }, desk.channel),
				el("span", { class: desk.takes ? "sla-nl-good" : "sla-nl-soft" }, desk.when)),
			desk.definition && el("p", { class: "sla-nl-definition" }, desk.definition)))));
}

function whenDue({ due, since, is_missed: isMissed }, texts) {
	return due ? fill(isMissed ? texts.missed : texts.due, due.text) : fill(texts.since, since.text);
}

function mark(clock) {
	return el("span", { class: `sla-nl-mark sla-nl-${tone(clock.state)}` }, icon(clock.state));
}

function tone(state) {
	return { met: "good", breached: "bad", paused: "held", running: "due" }[state] || "soft";
}

function date(moment) {
	return el("time", { datetime: moment.at, title: moment.full }, moment.text);
}

function priority({ priority, texts }) {
	if (!priority.code) return null;
	return el("div", { class: "sla-nl-priority" },
		el("div", { class: "sla-nl-line" },
			el("span", { class: "sla-nl-soft" }, texts.priority), el("strong", {}, named(priority))),
		priority.definition && el("p", { class: "sla-nl-definition" }, priority.definition));
}

function named({ code, title }) {
	return title === code ? code : `${code}: ${title}`;
}

function fees({ fees, texts }) {
	if (!fees || !fees.length) return null;
	return el("div", { class: "sla-nl-line sla-nl-fees" },
		el("span", { class: "sla-nl-soft" }, texts.fees), el("strong", {}, fees.join(" + ")));
}

function folded(part, title, isOpen, content) {
	return el("details", { class: "sla-nl-folded", open: isOpen(part), "data-fold": part, "data-keep": part },
		el("summary", { "data-part": part }, el("span", { class: "sla-nl-grow" }, title), icon("chevron")),
		content);
}

function prices({ prices, texts }) {
	return el("ul", { class: "sla-nl-prices" }, prices.map((price) =>
		el("li", { class: price.is_current && "sla-nl-current", "aria-current": price.is_current && "true" },
			el("div", { class: "sla-nl-line" },
				el("strong", {}, price.title),
				el("span", { class: "sla-nl-soft" },
					[price.helpdesk_priorities.join(", "), price.is_current && texts.current].filter(Boolean).join(" · "))),
			price.definition && el("p", { class: "sla-nl-definition" }, price.definition),
			price.dates.map(({ name, due }) =>
				el("div", { class: "sla-nl-line sla-nl-small" }, el("span", { class: "sla-nl-soft" }, name), date(due))),
			costs(price.costs, texts))));
}

function costs(found, texts) {
	if (!found.length) return el("p", { class: "sla-nl-small sla-nl-soft" }, texts.nothing);
	return el("ul", { class: "sla-nl-costs" }, found.map((cost) =>
		el("li", { class: cost.is_certain && !cost.is_open ? "sla-nl-cost sla-nl-sure" : "sla-nl-cost" },
			icon("fee"),
			el("span", {}, cost.title, el("br"), `${cost.price}, ${cost.certainty}`,
				cost.clauses.map(clause)))));
}

/** Return an article of the agreement, which unfolds to its text where that is known. */
function clause({ name, texts, language }) {
	if (!texts.length) return el("code", { class: "sla-nl-clause" }, name);
	return el("details", { class: "sla-nl-article" },
		el("summary", { class: "sla-nl-clause" }, name),
		texts.map((text) => el("blockquote", { lang: language }, text)));
}

function controls(data, actions) {
	const [dated, undated] = [true, false].map((isDated) =>
		data.fields.filter((field) => field.is_dated === isDated).map((field) =>
			el("label", { class: hasLongTexts(field) ? "sla-nl-field sla-nl-tall" : "sla-nl-field", "data-keep": field.field },
				el("span", { class: "sla-nl-soft" }, field.label), INPUTS[field.kind](field, data, actions))));
	return el("div", { class: "sla-nl-controls", "data-keep": "controls" },
		undated, (dated.length || data.events.length) && when(data), dated,
		el("div", { class: "sla-nl-events", role: "group", "aria-label": data.texts.record },
			data.events.map(({ event, label }) => el("button", {
				type: "button", class: "sla-nl-button", "data-part": event,
				onclick: ({ target }) => atMoment(target, (at) => actions.record(event, label, at)),
			}, label))));
}

/** Return whether the texts of a choice would be cut off beside its label. */
function hasLongTexts({ options = [] }) {
	return options.some(([, text]) => text.length > LONG_TEXT);
}

/** Return the input for the moment of what is recorded below it; empty means now. */
function when({ texts, zone }) {
	const input = momentInput({ title: zone, "data-part": "when" });
	input.addEventListener("input", () => input.toggleAttribute("data-unsaved", input.value !== ""));
	return el("label", { class: "sla-nl-field sla-nl-when", "data-keep": "when" },
		el("span", { class: "sla-nl-soft" }, texts.when),
		el("span", { class: "sla-nl-moment" }, input, el("span", { class: "sla-nl-soft sla-nl-small" }, texts.when_hint)));
}

/** Return an input for a moment. Its largest year has four digits, so typing goes on after the fourth. */
function momentInput(props) {
	return el("input", { type: "datetime-local", class: "sla-nl-input", max: "9999-12-31T23:59", ...props });
}

/** Call `action` with the moment beside a control; with a moment that is not complete, show that. */
function atMoment(control, action) {
	const input = control.closest(".sla-nl-controls").querySelector("[data-part=when]");
	if (input.reportValidity()) action(written(input));
}

/** Return the moment in an input as the site reads it, or an empty text. */
export function written({ value }) {
	const text = value.replace("T", " ");
	return text && (text.length === 16 ? `${text}:00` : text);
}

function recorded({ recorded: items, texts }, actions) {
	return el("ul", { class: "sla-nl-recorded" }, items.map((item) =>
		el("li", { class: item.taken_back ? "sla-nl-gone" : null },
			el("div", { class: "sla-nl-line" },
				el("span", { class: "sla-nl-what" }, item.title),
				item.can_take_back && el("button", {
					type: "button", class: "sla-nl-button", "aria-label": `${texts.take_back}: ${item.title}`,
					onclick: () => actions.takeBack(item),
				}, texts.take_back)),
			el("p", { class: "sla-nl-note" }, item.told),
			item.taken_back && el("p", { class: "sla-nl-note" }, item.taken_back))));
}

const INPUTS = {
	choice: ({ field, value, options, is_dated }, data, actions) => {
		const save = (at) => actions.setField(field, select.value, at);
		const select = el("select",
			{ class: "sla-nl-input", "data-part": field, onchange: () => (is_dated ? atMoment(select, save) : save()) },
			options.map(([option, text]) => el("option", { value: option, selected: option === value }, text)));
		return select;
	},
	check: ({ field, value }, data, actions) => {
		const box = el("input", {
			type: "checkbox", class: "sla-nl-check", checked: value, "data-part": field,
			onchange: () => atMoment(box, (at) => actions.setField(field, box.checked ? 1 : 0, at)),
		});
		return box;
	},
	moment: ({ field, value }, data, actions) => {
		const input = momentInput({ value, title: data.zone, "data-part": field });
		const save = () => {
			button.hidden = true;
			actions.setField(field, written(input));
		};
		const button = el("button", { type: "button", class: "sla-nl-button", hidden: true, onclick: save }, data.texts.save);
		input.addEventListener("input", () => (button.hidden = input.value === value));
		return el("span", { class: "sla-nl-moment" }, input, button);
	},
};
