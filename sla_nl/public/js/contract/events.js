// Words of a contract or matrix that are stored as codes in a text: the occasions of follow-ups.

const OCCASIONS = [
	"backup_made",
	"change_started",
	"consultation_ended",
	"consultation_started",
	"extra_service_used",
	"objection_received",
	"subscribed_contacts",
	"termination_given",
	"test_document_shared",
	"version_announced",
	"version_effective",
	"workaround_known",
];

/** Return a list of codes in words: "phone, standby" in the language of the user. */
function words_of(codes) {
	return split(codes).map((code) => __(code)).join(", ");
}
