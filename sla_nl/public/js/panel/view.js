// A panel on a page: painted anew with each answer of the site, keeping focus, what was unfolded, and
// what is typed but not saved.

const { search } = new URL(import.meta.url);
const [{ el, fill }, { parts }, { countDown, stop }] = await Promise.all(
	["dom", "drawing", "countdown"].map((name) => import(`./${name}.js${search}`))
);

export const ID = "sla-nl-panel";

/** The style sheet, once a page; done when it is there. */
export function withStyle() {
	const id = "sla-nl-style";
	const known = document.getElementById(id);
	if (known) return Promise.resolve();
	return new Promise((done) => {
		const href = new URL(`panel.css${search}`, import.meta.url).href;
		document.head.append(el("link", { id, rel: "stylesheet", href, onload: done, onerror: done }));
	});
}

const UNSAVED = ".sla-nl-moment > :is(:invalid, button:not([hidden]))";

/** Give a node other children, but leave those where they are in which something is not saved yet. */
function renew(node, fresh) {
	const keys = fresh.map((child) => child.dataset.keep);
	for (const child of [...node.children]) {
		if (!child.querySelector(UNSAVED) || !keys.includes(child.dataset.keep)) child.remove();
	}
	let kept = node.firstElementChild;
	for (const child of fresh) {
		if (!kept || kept.dataset.keep !== child.dataset.keep) {
			node.insertBefore(child, kept);
			continue;
		}
		if (kept.querySelector("[data-keep]")) renew(kept, [...child.children]);
		kept = kept.nextElementSibling;
	}
}

export class View {
	constructor() {
		this.status = el("p", { class: "sla-nl-hidden", role: "status", "aria-live": "polite" });
		this.body = el("div", { class: "sla-nl-body" });
		this.root = el("section", { id: ID, class: "sla-nl" }, this.status, this.body);
		this.unfolded = new Set();
		this.body.addEventListener("toggle", ({ target }) => {
			if (target.dataset.fold) this.unfolded[target.open ? "add" : "delete"](target.dataset.fold);
		}, true);
	}

	/** Paint what the site says; `whenPast` is called when the next date passes. */
	paint(data, actions, whenPast) {
		const focused = this.body.contains(document.activeElement) ? document.activeElement : null;
		if (this.data?.ticket !== data.ticket) this.body.replaceChildren();
		this.data = data;
		this.root.setAttribute("aria-label", data.texts.sla);
		renew(this.body, parts(data, actions, (name) => this.unfolded.has(name)));
		if (focused?.dataset.part && !focused.isConnected) {
			this.body.querySelector(`[data-part="${CSS.escape(focused.dataset.part)}"]`)?.focus();
		}
		this.tell(data);
		const nodes = this.body.querySelectorAll(".sla-nl-countdown");
		countDown(nodes, Date.parse(data.now) - Date.now(), data.texts, whenPast);
	}

	/** Say aloud which date is next, or else which has passed, only when it is another one. */
	tell({ next, clocks = [], texts, fault }) {
		const late = clocks.find((clock) => clock.is_overdue);
		const otherwise = late ? `${late.name}: ${late.state_text}` : texts.nothing_due;
		const text = fault || (next ? fill(texts.next, next.name, next.due.full) : otherwise);
		if (this.status.textContent !== text) this.status.textContent = text;
	}

	remove() {
		stop();
		this.data = null;
		this.root.remove();
	}
}
