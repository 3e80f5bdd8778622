// Calls the site's API for the panel.

/** Return the answer of a method of `sla_nl.api.panel`. Throws an error if the site refuses. */
export async function get(method, values = {}) {
	const query = new URLSearchParams(values);
	const response = await fetch(`/api/method/sla_nl.api.panel.${method}?${query}`, {
		headers: { Accept: "application/json" },
	});
	if (!response.ok) throw new Error(`${method}: ${response.status}`);
	return (await response.json()).message;
}
