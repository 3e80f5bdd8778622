"""What Frappe needs to know of the app."""

app_name = "sla_nl"
app_title = "SLA NL"
app_publisher = "sla_nl"
app_description = "SLA contracts for Helpdesk, with every date and every euro explained"
app_license = "AGPL-3.0"

required_apps = ["frappe/helpdesk"]
