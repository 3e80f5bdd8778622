// Draws the outages of a ticket, and the inputs with which an agent records the ticket as one.

const { search } = new URL(import.meta.url);
const { el } = await import(`./dom.js${search}`);

/** Return the outages of a ticket, and for each service that can be down a choice. */
export function outages({ outages: { recorded, services }, texts }, { recordOutage }) {
	return el("div", { class: "sla-nl-controls" },
		recorded.length && el("ul", { class: "sla-nl-recorded" }, recorded.map(({ service, text }) =>
			el("li", {}, el("strong", {}, service), el("div", { class: "sla-nl-small sla-nl-soft" }, text)))),
		services.length && form(services, texts, recordOutage));
}

/** Return the button; with a choice before it if the contract has several services. */
function form(services, texts, recordOutage) {
	const choice = el("select", { class: "sla-nl-input", "data-part": "outage-service" },
		services.map((name) => el("option", { value: name }, name)));
	const send = () => recordOutage(choice.value);
	return el("div", { class: "sla-nl-controls" },
		services.length > 1 && el("label", { class: "sla-nl-field sla-nl-tall" },
			el("span", { class: "sla-nl-label" }, texts.outage_of), choice),
		el("div", { class: "sla-nl-events" },
			el("button", { type: "button", class: "sla-nl-button", "data-part": "record-outage", onclick: send },
				texts.record_outage)));
}
