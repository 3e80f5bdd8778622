// Puts the panel into the side bar of Helpdesk's ticket page, or on the first tab of a small screen.
//
// Helpdesk calls `show` often: twice on load, after each save, and when the user opens another ticket.
// Helpdesk has no place for such a panel. So this puts it before Helpdesk's own sections, and puts it
// back when Helpdesk draws the page again. If the known elements are missing, there is no panel, and
// the page works as usual.

const { search } = new URL(import.meta.url);
const [{ el, escaped, fill, icon }, { get, plain }, { costText, explanation }, { mendHeader }, { ID, View, withStyle }, message, { isFollowed, loadAgain }] =
	await Promise.all(
		["dom", "server", "drawing", "header", "view", "message", "helpdesk"].map((name) => import(`./${name}.js${search}`))
	);

const SOON_MS = 30; // on load Helpdesk calls `show` for the cached ticket and again for the fresh one
const view = new View();
const observer = new MutationObserver(() => requestAnimationFrame(settle));
let page = null; // the last argument of `show`
let asked = null; // the document of the last request; after a save Helpdesk makes another object
let soon = null; // the timer of the next request
let turn = 0; // the number of the last request
let isFolded = false;

/** Load and draw the panel of a ticket, unless it was loaded for the same document before. */
export function show(context) {
	const { doc } = context;
	if (!doc?.name) return;
	if (page?.doc.name !== doc.name) forget();
	page = { ...context, path: location.pathname };
	listen();
	if (doc === asked) return settle();
	asked = doc;
	clearTimeout(soon);
	soon = setTimeout(refresh, SOON_MS);
}

async function refresh() {
	const number = ++turn;
	const before = view.data;
	try {
		const [data] = await Promise.all([get("panel", { ticket: page.doc.name }), withStyle()]);
		if (number !== turn) return;
		if (!data) return view.remove();
		paint(data);
		if (before?.ticket === data.ticket) tellCosts(before, data);
	} catch (error) {
		if (number !== turn) return;
		forget();
		console.warn("SLA NL:", error);
	}
}

function paint(data) {
	tellHelpdesk(data.helpdesk);
	const own = { explain, record, setField, takeBack, doTask, write, openReport };
	const actions = { ...own, acknowledge, sendAgain, escalate, recordOutage, beAway };
	view.paint(data, actions, () => setTimeout(refresh, 2000));
	settle();
}

/**
 * Put the stored dates into the document of Helpdesk's page, whose header follows at once. Helpdesk itself
 * waits for a message over its socket, which may not come.
 */
function tellHelpdesk(stored) {
	const { doc } = page;
	const changed = Object.entries(stored).filter(([field, value]) => (doc[field] ?? "") !== (value ?? ""));
	for (const [field, value] of changed) doc[field] = value;
	if (changed.length && !isFollowed(doc)) loadAgain();
}

// -- messages

let isListening = false;

/** Show a message when the user is told of an escalation, and draw the ticket again if it is this one. */
function listen() {
	const socket = document.getElementById("app")?.__vue_app__?.config.globalProperties.$socket;
	if (isListening || !socket) return;
	isListening = true;
	socket.on("sla_nl_escalation", ({ ticket, text }) => {
		if (!page) return;
		warn(escaped([text, ticket].filter(Boolean).join(" · ")));
		if (!ticket || ticket === page.doc.name) refresh();
	});
}

// -- the place of the panel

/** Put the panel in its place, or remove it if the user has opened another page. */
function settle() {
	if (!page || location.pathname !== page.path) return leave();
	observer.observe(document.body, { childList: true, subtree: true });
	if (!view.data) return;
	mendHeader(page.doc, view.data.texts.no_date);
	if (view.root.isConnected && !isBesideSections()) return;
	document.getElementById(ID)?.remove();
	sideBar() || tab();
}

function leave() {
	observer.disconnect();
	forget();
	page = null;
}

/** Remove the panel, so that the next call of `show` loads it again. */
function forget() {
	asked = null;
	clearTimeout(soon);
	view.remove();
}

/** Put the panel above Helpdesk's own sections, which scroll, or alone if there are none yet. */
function sideBar() {
	const top = document.querySelector(".form-control-core")?.closest(".shrink-0");
	if (!top) return false;
	const sections = top.nextElementSibling;
	view.root.className = sections ? "sla-nl sla-nl-section" : "sla-nl sla-nl-section sla-nl-alone";
	fold();
	if (sections) sections.prepend(view.root);
	else top.after(view.root);
	return true;
}

/** Return whether Helpdesk has added sections after the panel was put there alone. */
function isBesideSections() {
	return view.root.classList.contains("sla-nl-alone") && view.root.nextElementSibling !== null;
}

/** Put the panel on the first tab of a small screen. */
function tab() {
	const details = document.querySelector("[role=tabpanel] h3 + div");
	if (!details) return;
	view.root.className = "sla-nl sla-nl-tab";
	view.root.querySelector(".sla-nl-title")?.remove();
	view.body.hidden = false;
	details.after(view.root);
}

/** Give the panel a heading that folds it, like the other sections of the side bar. */
function fold() {
	let title = view.root.querySelector(".sla-nl-title");
	if (!title) {
		const toggle = () => {
			isFolded = !isFolded;
			fold();
		};
		title = el("button", { type: "button", class: "sla-nl-title", onclick: toggle },
			el("span", {}, view.data.texts.sla), icon("chevron"));
		view.root.prepend(title);
	}
	title.setAttribute("aria-expanded", String(!isFolded));
	view.body.hidden = isFolded;
}

// -- the actions of an agent

async function explain() {
	const { texts, ticket } = view.data;
	try {
		const html = explanation(await get("explain", { ticket })).outerHTML;
		page.$dialog({ title: texts.why_title, html, size: "2xl" });
	} catch (error) {
		page.toast.error(escaped(fill(texts.failed, error.message)));
	}
}

async function record(event, label, at) {
	const { texts, ticket } = view.data;
	await send("record", { ticket, event, at }, label, texts.recorded);
}

/** Record that a follow-up was done. */
async function doTask({ doing: { event, whom, what, label } }) {
	const { texts, ticket } = view.data;
	await send("record", { ticket, event, whom, what }, label, texts.recorded);
}

/** Open the form of the ticket's post-incident report, which the site makes if there is none. */
async function openReport() {
	const { texts, ticket } = view.data;
	try {
		const name = await page.call("sla_nl.api.reports.start", { ticket });
		window.open(`/app/sla-incident-report/${encodeURIComponent(name)}`);
	} catch (error) {
		page.toast.error(escaped(fill(texts.failed, plain(error.messages?.join(" ") || error.message))));
	}
}

/** Open the draft of a message to the customer. */
async function write(purpose) {
	const { texts, ticket } = view.data;
	const done = () => {
		page.toast.success(escaped(texts.sent));
		refresh();
	};
	try {
		await message.write({ ticket, purpose, texts, send, done });
	} catch (error) {
		page.toast.error(escaped(fill(texts.failed, error.message)));
	}

	async function send(values) {
		try {
			await page.call("sla_nl.api.messages.send", values);
		} catch (error) {
			throw new Error(plain(error.messages?.join(" ") || error.message));
		}
	}
}

/** Take back what was recorded: an event, or the value of a field, which gets the one before. */
async function takeBack({ event, at, whom, what, field, before, title }) {
	const { texts, ticket } = view.data;
	if (field) return setField(field, before);
	await send("take_back", { ticket, event, at, whom, what }, title, texts.taken_back);
}

/** Save a field, unless somebody else changed it since it was drawn. The stored value comes back. */
async function setField(field, value, at = "") {
	const { texts, ticket, fields } = view.data;
	const { label, value: shown } = fields.find((one) => one.field === field);
	await send("record_fact", { ticket, field, value, shown: typeof shown === "boolean" ? +shown : shown, at }, label, texts.recorded);
}

async function acknowledge(escalation, title) {
	await send("acknowledge", { escalation }, title, view.data.texts.acknowledged, "escalations");
}

async function sendAgain(escalation, title) {
	await send("send_again", { escalation }, title, view.data.texts.sent_again, "escalations");
}

async function escalate(reason, level, label, note) {
	const { texts, ticket } = view.data;
	await send("escalate", { ticket, reason, level, note }, label, texts.escalated, "escalations");
}

async function beAway(first_day, last_day, label) {
	await send("be_away", { first_day, last_day }, label, view.data.texts.recorded, "people");
}

async function recordOutage(service) {
	const { texts, ticket } = view.data;
	await send("from_ticket", { ticket, service }, service, texts.outage_recorded, "outages");
}

/** Have the site record something, tell how that went, and draw the ticket as it is now. */
async function send(method, values, label, done, module = "tickets") {
	const { texts } = view.data;
	try {
		await page.call(`sla_nl.api.${module}.${method}`, values);
		view.forgetMoment();
		page.toast.success(escaped(fill(done, label)));
	} catch (error) {
		page.toast.error(escaped(fill(texts.failed, error.messages?.join(", ") || error.message)));
	}
	refresh();
}

/** Show the costs of a new priority. Helpdesk saves a priority at once, so this comes after. */
function tellCosts(before, data) {
	const [old, now] = [before, data].map(({ kind, priority }) => `${kind} ${priority?.code}`);
	if (data.fault || old === now) return;
	for (const cost of data.costs) {
		const text = `${data.priority.title || data.priority.code} · ${data.kind}. ${costText(cost)}`;
		warn(escaped(text));
	}
}

const WARNING_S = 12;

/** Show a warning for twelve seconds: `create` takes seconds, `warning` of newer versions milliseconds. */
function warn(message) {
	const { toast } = page;
	if (toast.create) toast.create({ message, type: "warning", duration: WARNING_S });
	else toast.warning(message, { duration: WARNING_S * 1000 });
}
