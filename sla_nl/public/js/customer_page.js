// Corrects the customer's page of a ticket. Helpdesk shows an empty date as failed, in red, or on a
// small screen as "a month ago". An empty date is one that nobody promises: this shows a dash instead,
// as Helpdesk does for other empty fields. Whether a contract holds for a ticket is not told here.

import { labelled } from "./panel/labels.js";

const DATES = {
	"First Response": "response_by",
	Resolution: "resolution_by",
	"Expected First Response": "response_by",
	"Expected Resolution": "resolution_by",
};
const NOTHING = "—";

const observer = new MutationObserver(() => requestAnimationFrame(mend));
let ticket = null;
let path = "";

/** Correct the page of a ticket, now and each time that Helpdesk draws it again. */
export function show(doc) {
	[ticket, path] = [doc, location.pathname];
	document.querySelectorAll("[data-sla-nl]").forEach((badge) => badge.removeAttribute("style"));
	observer.observe(document.body, { childList: true, subtree: true });
	mend();
}

function mend() {
	if (location.pathname !== path) return observer.disconnect();
	for (const [label, text] of labelled(document.querySelector("#app"), Object.keys(DATES))) {
		if (ticket[DATES[label]] || text.data.trim() === NOTHING) continue;
		text.data = NOTHING;
		const badge = text.parentElement;
		badge.dataset.slaNl = "";
		badge.style.cssText = "background: none; color: var(--ink-gray-6, #666666); padding: 0";
	}
}
