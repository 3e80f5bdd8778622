// The hours of a week: each day has a bar to draw on and a text to type in, which follow each other.

frappe.provide("sla_nl.start");

{
	const WEEK = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
	const STEP = 30; // minutes: what the pointer draws

	sla_nl.start.Week = class Week {
		/** Args: changed: called after each change. */
		constructor(changed) {
			this.changed = changed;
			this.days = WEEK.map((day, place) => this.day(day, place));
			this.always = sla_nl.start.el("input", { type: "checkbox", onchange: () => this.refresh() });
			this.root = this.elements();
		}

		/** Show the hours of answers. */
		set({ always_open, hours }) {
			this.always.checked = Boolean(always_open);
			for (const day of this.days) {
				const own = hours.filter((row) => row.day === day.name);
				day.input.value = own.map(({ opens, closes }) => `${opens}-${closes}`).join(", ");
			}
			this.refresh();
		}

		/** Return the hours as answers; null if a text cannot be read. */
		values() {
			if (this.always.checked) return { always_open: true, hours: [] };
			const { clock, read_spans } = sla_nl.start;
			const hours = [];
			for (const { name, input } of this.days) {
				const spans = read_spans(input.value);
				if (!spans) return null;
				hours.push(...spans.map(([opens, closes]) => ({ day: name, opens: clock(opens), closes: clock(closes) })));
			}
			return { always_open: false, hours };
		}

		elements() {
			const { el, check } = sla_nl.start;
			const presets = [
				[__("Mon–Fri 9–17"), "09:00-17:00"],
				[__("Mon–Fri 8:30–17, with a lunch break"), "08:30-12:30, 13:00-17:00"],
			].map(([label, text]) =>
				el("button", { type: "button", class: "btn btn-default btn-xs", onclick: () => this.fill(text) }, label)
			);
			presets.push(
				el("button", { type: "button", class: "btn btn-default btn-xs", onclick: () => this.repeat() }, __("Tuesday to Friday as Monday"))
			);
			const marks = [0, 6, 12, 18, 24].map((hour) => el("span", {}, String(hour).padStart(2, "0")));
			const rows = this.days.flatMap(({ label, bar, input }) => [label, input, bar]);
			this.grid = el("div", { class: "sla-week" }, rows, el("div", { class: "sla-axis" }, marks));
			return el(
				"div", {}, el("div", { class: "sla-buttons" }, presets), this.grid,
				check(__("Open day and night, all week"), this.always)
			);
		}

		day(name, place) {
			const { el } = sla_nl.start;
			const input = el("input", {
				class: "form-control input-sm", "data-day": name, "aria-label": __(name),
				placeholder: __("closed"), onchange: () => this.tidy(place), oninput: () => this.refresh(),
			});
			const bar = el("div", { class: "sla-bar", "aria-hidden": "true" });
			const day = { name, input, bar, label: el("span", {}, __(name)) };
			bar.addEventListener("pointerdown", (event) => this.draw(day, event));
			return day;
		}

		/** Give Monday to Friday the same hours, and close the weekend. */
		fill(text) {
			this.days.forEach(({ input }, place) => (input.value = place < 5 ? text : ""));
			this.always.checked = false;
			this.refresh();
		}

		/** Give Tuesday to Friday the hours of Monday. */
		repeat() {
			this.days.slice(1, 5).forEach(({ input }) => (input.value = this.days[0].input.value));
			this.refresh();
		}

		/** Write a day's text as the page writes hours. */
		tidy(place) {
			const { read_spans, write_spans } = sla_nl.start;
			const { input } = this.days[place];
			const spans = read_spans(input.value);
			if (spans) input.value = write_spans(spans);
			this.refresh();
		}

		/** Follow the pointer: it opens closed time, and closes the time that was open where it began. */
		draw(day, event) {
			const { read_spans, write_spans, paint } = sla_nl.start;
			const before = read_spans(day.input.value) || [];
			const first = slot(day.bar, event);
			const is_open = !before.some(([opens, closes]) => opens <= first * STEP && first * STEP < closes);
			const follow = (moved) => {
				const last = slot(day.bar, moved);
				const [from, to] = [Math.min(first, last) * STEP, (Math.max(first, last) + 1) * STEP];
				day.input.value = write_spans(paint(before, from, to, is_open));
				this.refresh();
			};
			day.bar.setPointerCapture(event.pointerId);
			day.bar.addEventListener("pointermove", follow);
			day.bar.addEventListener("pointerup", () => day.bar.removeEventListener("pointermove", follow), { once: true });
			follow(event);
		}

		refresh() {
			const spans = this.days.map(({ input }) => sla_nl.start.read_spans(input.value));
			this.days.forEach(({ bar, input }, place) => {
				input.classList.toggle("sla-bad", !spans[place]);
				const nights = (spans[(place + 6) % 7] || []).filter(([, closes]) => closes > 1440);
				bar.replaceChildren(
					...nights.map(([, closes]) => piece(0, closes - 1440, "sla-open sla-night")),
					...(spans[place] || []).map(([opens, closes]) => piece(opens, Math.min(closes, 1440), "sla-open"))
				);
			});
			this.grid.hidden = this.always.checked;
			this.changed();
		}
	};

	const piece = (from, to, classes) => {
		const share = (minutes) => `${(100 * minutes) / 1440}%`;
		return sla_nl.start.el("div", { class: classes, style: `left:${share(from)};width:${share(to - from)}` });
	};

	const slot = (bar, { clientX }) => {
		const { left, width } = bar.getBoundingClientRect();
		return Math.max(0, Math.min(1440 / STEP - 1, Math.floor(((clientX - left) / width) * (1440 / STEP))));
	};
}
