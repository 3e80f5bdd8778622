// A panel on a page. Each answer of the site draws it again, but it keeps the focus, the unfolded
// parts, and input that is not saved yet.

const { search } = new URL(import.meta.url);
const [{ el, fill }, { parts }, { countDown, stop }] = await Promise.all(
	["dom", "drawing", "countdown"].map((name) => import(`./${name}.js${search}`))
);

export const ID = "sla-nl-panel";

/** Add the style sheet to the page once. The promise resolves when it is loaded. */
export function withStyle() {
	const id = "sla-nl-style";
	const known = document.getElementById(id);
	if (known) return Promise.resolve();
	return new Promise((done) => {
		const href = new URL(`panel.css${search}`, import.meta.url).href;
		document.head.append(el("link", { id, rel: "stylesheet", href, onload: done, onerror: done }));
	});
}

const UNSAVED = ".sla-nl-moment > :is(:invalid, [data-unsaved], button:not([hidden]))";

/** Replace the children of a node, except children with input that is not saved yet. */
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

/** The panel's elements, and what the user has unfolded. */
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

	/** Draw the data of the site; `whenPast` is called when the next date passes. */
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

	/** Empty the moment of what is recorded, once that is recorded. */
	forgetMoment() {
		const input = this.body.querySelector("[data-part=when]");
		if (!input) return;
		input.value = "";
		input.removeAttribute("data-unsaved");
	}

	/** Tell screen readers the next date, or else the missed one, but only when that has changed. */
	tell({ next, clocks = [], texts, fault }) {
		const late = clocks.find((clock) => clock.is_overdue);
		const otherwise = late ? `${late.name}: ${late.state_text}` : texts.nothing_due;
		const text = fault || (next ? fill(texts.next, next.name, next.due.full) : otherwise);
		if (this.status.textContent !== text) this.status.textContent = text;
	}

	/** Stop the countdown and take the panel off the page. */
	remove() {
		stop();
		this.data = null;
		this.root.remove();
	}
}
