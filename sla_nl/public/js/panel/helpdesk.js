// What Helpdesk's page does not offer to scripts: whether it follows a document, and to load it again.

const BETWEEN_MS = 5000; // a page that loads its ticket draws the panel anew, which must not go round
let loadedAt = 0;

/** Return whether the page follows a change of its document at once; on a small screen of 1.25 it does not. */
export function isFollowed(doc) {
	return Boolean(doc.__v_isReactive);
}

/** Have the page load its ticket again, with the function that it gives to its own parts. */
export function loadAgain() {
	if (Date.now() - loadedAt < BETWEEN_MS) return;
	loadedAt = Date.now();
	for (const { provides } of components(document.getElementById("app")?._vnode)) {
		if (Object.hasOwn(provides, "refreshTicket")) return provides.refreshTicket();
	}
}

/** Yield the components of Vue in a part of the page, from the outside inwards. */
function* components(node) {
	if (!node || typeof node !== "object") return;
	if (node.component) {
		yield node.component;
		yield* components(node.component.subTree);
	}
	yield* components(node.suspense?.activeBranch);
	if (Array.isArray(node.children)) for (const child of node.children) yield* components(child);
}
