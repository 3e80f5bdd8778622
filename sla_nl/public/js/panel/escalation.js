// Draws who was told of a ticket, who is told next, and the inputs with which an agent escalates it.

const { search } = new URL(import.meta.url);
const { el, fill, icon } = await import(`./dom.js${search}`);

const LOOKS = {
	sent: ["running", "due"],
	acknowledged: ["met", "good"],
	"nobody there": ["breached", "bad"],
	failed: ["breached", "bad"],
};

/** Return whether somebody still has to acknowledge what they were told. */
export function isWaiting({ escalations }) {
	return Boolean(escalations?.told.some((entry) => entry.is_waiting));
}

/** Return who was told, who is next, and the inputs to escalate now. */
export function escalations({ escalations: data, texts }, actions) {
	return el("div", { class: "sla-nl-controls" },
		data.told.length > 0 && el("ul", { class: "sla-nl-recorded" }, data.told.map((entry) => told(entry, texts, actions))),
		data.next && next(data.next, texts),
		data.reasons.length > 0 && form(data, texts, actions),
		data.can_be_away && away(texts, actions));
}

function told(entry, texts, actions) {
	const [mark, colour] = LOOKS[entry.state];
	return el("li", { class: "sla-nl-told" },
		el("div", { class: "sla-nl-line" },
			el("span", { class: "sla-nl-what" }, el("strong", {}, entry.title), entry.function && `, ${entry.function}`),
			entry.sent && moment(entry.sent)),
		el("div", { class: "sla-nl-small sla-nl-soft" }, fill(texts.told, entry.names.join(", ")), ` · ${entry.why}`),
		entry.passed_over.map((text) => el("div", { class: "sla-nl-small sla-nl-soft" }, text)),
		entry.note && el("div", { class: "sla-nl-small" }, `“${entry.note}”`),
		entry.task && el("div", { class: "sla-nl-small" }, fill(texts.task, entry.task)),
		entry.procedure && el("div", { class: "sla-nl-small" }, fill(texts.procedure, entry.procedure)),
		el("div", { class: `sla-nl-small sla-nl-state sla-nl-${colour}` }, icon(mark), entry.status),
		entry.faults.map((text) => el("div", { class: "sla-nl-small sla-nl-bad" }, text)),
		buttons(entry, texts, actions));
}

function buttons(entry, texts, { acknowledge, sendAgain }) {
	const { name, title } = entry;
	const found = [
		entry.can_acknowledge && button(texts.acknowledge, `acknowledge-${name}`, () => acknowledge(name, title)),
		entry.can_send_again && button(texts.send_again, `again-${name}`, () => sendAgain(name, title)),
	].filter(Boolean);
	return found.length ? el("div", { class: "sla-nl-events" }, found) : null;
}

function next({ at, level, to, why }, texts) {
	const who = [level, to].filter(Boolean).join(", ");
	return el("p", { class: "sla-nl-small", title: why.join("; ") }, fill(texts.told_next, who), " · ", moment(at));
}

/** Return the inputs to escalate now: the reason, the level, a note, and a button. */
function form({ reasons, levels }, texts, { escalate }) {
	const reason = select("escalate-reason", reasons);
	const level = select("escalate-level", [["", texts.by_matrix], ...levels.map((name) => [name, name])]);
	const note = el("textarea", { class: "sla-nl-input", "data-part": "escalate-note", rows: 2, maxlength: 500 });
	const send = () => escalate(reason.value, level.value, reason.selectedOptions[0].textContent, note.value);
	return el("div", { class: "sla-nl-controls sla-nl-escalate" },
		el("label", { class: "sla-nl-field sla-nl-tall" }, el("span", { class: "sla-nl-label" }, texts.reason), reason),
		el("label", { class: "sla-nl-field sla-nl-tall" }, el("span", { class: "sla-nl-label" }, texts.level), level),
		el("label", { class: "sla-nl-field sla-nl-tall" }, el("span", { class: "sla-nl-label" }, texts.note), note),
		el("div", { class: "sla-nl-events" }, button(texts.escalate, "escalate", send)));
}

/** Return the inputs with which agents say that they are away. */
function away(texts, { beAway }) {
	const [first, last] = ["first", "last"].map((part) => el("input", { type: "date", class: "sla-nl-input", "data-part": `away-${part}` }));
	first.addEventListener("change", () => (last.value ||= first.value));
	const field = (label, input) => el("label", { class: "sla-nl-field sla-nl-tall" }, el("span", { class: "sla-nl-label" }, label), input);
	return el("details", { class: "sla-nl-controls" },
		el("summary", { "data-part": "away" }, texts.away),
		el("p", { class: "sla-nl-small sla-nl-soft" }, texts.away_hint),
		field(texts.first_day, first), field(texts.last_day, last),
		el("div", { class: "sla-nl-events" },
			button(texts.save, "away-save", () => beAway(first.value, last.value, `${texts.away}: ${first.value} – ${last.value}`))));
}

function select(part, options) {
	return el("select", { class: "sla-nl-input", "data-part": part }, options.map(([value, text]) => el("option", { value }, text)));
}

function button(text, part, onclick) {
	return el("button", { type: "button", class: "sla-nl-button", "data-part": part, onclick }, text);
}

function moment({ at, text, full }) {
	return el("time", { datetime: at, title: full }, text);
}
