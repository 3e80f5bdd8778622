// Makes elements of a page. Texts are inserted as text, never as HTML.

/** Return an element with attributes, listeners (`onclick`) and children, which are nodes or texts. */
export function el(tag, props = {}, ...children) {
	const node = document.createElement(tag);
	for (const [name, value] of Object.entries(props)) {
		if (value === false || value == null) continue;
		if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
		else node.setAttribute(name, value === true ? "" : value);
	}
	node.append(...children.flat().filter((child) => child || child === 0));
	return node;
}

/** Return a text such as "Due in {0}" with its places filled. */
export function fill(text, ...values) {
	return text.replace(/\{(\d)\}/g, (_, number) => values[number] ?? "");
}

/** Return a text as HTML, for functions that expect HTML. */
export function escaped(text) {
	return el("span", {}, String(text)).innerHTML;
}

const SHAPES = {
	running: ["circle 12 12 9", "M12 7v5l3 2"],
	paused: ["circle 12 12 9", "M10 9v6", "M14 9v6"],
	met: ["circle 12 12 9", "M8 12.5l2.5 2.5L16 9.5"],
	breached: ["circle 12 12 9", "M12 7.5v5", "M12 16h.01"],
	"not started": ["circle 12 12 9 3.5"],
	"not applicable": ["circle 12 12 9", "M8 12h8"],
	chevron: ["M9 18l6-6-6-6"],
	fee: ["circle 12 12 9", "M15 8.5a4 4 0 1 0 0 7", "M8 11h5", "M8 13.5h4"],
};

/** Return a drawing of 16 by 16 pixels in the colour of the text. It only repeats what a text says. */
export function icon(name) {
	const svg = draw("svg", {
		viewBox: "0 0 24 24", width: 16, height: 16, fill: "none", stroke: "currentColor",
		"stroke-width": 1.75, "stroke-linecap": "round", "stroke-linejoin": "round",
		"aria-hidden": "true", focusable: "false", class: "sla-nl-icon",
	});
	for (const shape of SHAPES[name] || []) {
		const [kind, cx, cy, r, dash] = shape.split(" ");
		if (kind !== "circle") svg.append(draw("path", { d: shape }));
		else svg.append(draw("circle", { cx, cy, r, "stroke-dasharray": dash || "none" }));
	}
	return svg;
}

function draw(tag, props) {
	const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
	for (const [name, value] of Object.entries(props)) node.setAttribute(name, value);
	return node;
}
