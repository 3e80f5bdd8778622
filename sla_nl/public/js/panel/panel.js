// The entry point that Helpdesk's form scripts and the desk's form load. The version in its address
// also goes to all other modules.

const { search } = new URL(import.meta.url);
// All modules are loaded at once, and not one after the other.
const [ticket, fresh, desk] = await Promise.all(
	["ticket_page", "new_ticket", "desk_form", "view", "drawing", "escalation", "countdown", "server", "dom"].map(
		(name) => import(`./${name}.js${search}`)
	)
);

export const showTicket = ticket.show;
export const newTicket = fresh.newTicket;
export const showOnDesk = desk.show;
