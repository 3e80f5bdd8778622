// Calls the site's API for the panel.

/** Return the answer of a method of `sla_nl.api.panel`. Throws an error if the site refuses. */
export function get(method, values = {}) {
	return getOf("panel", method, values);
}

/** Return the answer of a method of a module of `sla_nl.api`. Throws an error if the site refuses. */
export async function getOf(module, method, values = {}) {
	const query = new URLSearchParams(values);
	const response = await fetch(`/api/method/sla_nl.api.${module}.${method}?${query}`, {
		headers: { Accept: "application/json" },
	});
	if (!response.ok) throw new Error((await told(response)) || `${method}: ${response.status}`);
	return (await response.json()).message;
}

/** Return the messages of a refusal as one text, without HTML. */
async function told(response) {
	try {
		const messages = JSON.parse((await response.json())._server_messages || "[]");
		return messages.map((message) => plain(JSON.parse(message).message)).join(" ");
	} catch {
		return "";
	}
}

/** Return HTML as text. */
export function plain(html) {
	return new DOMParser().parseFromString(html, "text/html").body.textContent;
}
