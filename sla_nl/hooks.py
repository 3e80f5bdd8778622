"""What Frappe needs to know of the app."""

app_name = "sla_nl"
app_title = "SLA NL"
app_publisher = "sla_nl"
app_description = "SLA contracts for Helpdesk, with every date and every euro explained"
app_license = "AGPL-3.0"

required_apps = ["frappe/helpdesk"]

before_install = "sla_nl.setup.install.before_install"
after_install = "sla_nl.setup.install.after_install"
after_sync = "sla_nl.setup.install.after_sync"
before_migrate = "sla_nl.setup.permissions.drop_unchanged_copies"
after_migrate = "sla_nl.setup.install.after_migrate"
after_uninstall = "sla_nl.setup.uninstall.after_uninstall"
after_app_install = "sla_nl.erpnext.fields.after_app_install"
before_app_uninstall = "sla_nl.erpnext.fields.before_app_uninstall"

override_doctype_class = {
    "HD Service Level Agreement": "sla_nl.helpdesk.saving.sla.ContractAwareSLA",
}

_CONTROL = "public/js/words/control.js"
_WORDS = [_CONTROL, "public/js/words/clauses.js"]
_CLOCKS = [_CONTROL, "public/js/words/clocks.js"]
_FACTS = [_CONTROL, "public/js/words/facts.js"]

doctype_js = {
    "HD Ticket": [*_CLOCKS, "public/js/hd_ticket.js"],
    "HD Service Level Agreement": "public/js/hd_service_level_agreement.js",
    "HD Customer": ["public/js/customer_contacts.js", "public/js/customer_calendar.js"],
    "SLA Contract": [
        *_WORDS,
        "doctype/standard.js",
        *(
            f"public/js/contract/{part}.js"
            for part in (
                "advice",
                "defaults",
                "events",
                "availability",
                "holders",
                "past",
                "rates",
                "contacts",
                "statuses",
                "trial",
                "versions",
                "words",
            )
        ),
    ],
    "SLA Calendar": [*_WORDS, "doctype/standard.js"],
    "SLA Escalation Matrix": [*_WORDS, "doctype/standard.js"],
    "SLA Fee Entry": [*_WORDS, "public/js/words/clocks.js"],
    "SLA Follow-up Task": _WORDS,
    "SLA Obligation": [*_WORDS, "public/js/contract/events.js"],
    "SLA Credit Case": _CLOCKS,
    "SLA Escalation": [*_WORDS, "public/js/words/clocks.js"],
    "SLA Clock": _CLOCKS,
    "SLA Ticket Event": _FACTS,
    "SLA Run": _CONTROL,
    "SLA Maintenance Window": "doctype/standard.js",
}

doctype_list_js = {
    "SLA Clock": _CLOCKS,
    "SLA Ticket Event": _FACTS,
}

page_js = {
    "new-sla-contract": [
        f"public/js/start/{part}.js"
        for part in ("elements", "spans", "week", "promises", "customer", "fee", "holders", "start")
    ],
}

page_renderer = ["sla_nl.helpdesk.customers.feed_page.FeedPage"]

jinja = {"methods": ["sla_nl.contracts.agreement.printing.sla_nl_agreement"]}

override_whitelisted_methods = {
    "frappe.desk.desktop.get_desktop_page": "sla_nl.overrides.desktop.get_desktop_page",
}

before_request = ["sla_nl.overrides.guards.before_request"]
auth_hooks = ["sla_nl.monitoring.users.refuse_others"]
after_request = [
    "sla_nl.overrides.responses.after_request",
    "sla_nl.overrides.pages.after_request",
]

standard_queries = {
    "SLA Ticket Event": "sla_nl.overrides.search.records",
    "SLA Clock": "sla_nl.overrides.search.records",
    "SLA Fee Entry": "sla_nl.overrides.search.records",
    "SLA Escalation": "sla_nl.overrides.search.records",
    "SLA Follow-up Task": "sla_nl.overrides.search.records",
    "SLA Incident Report": "sla_nl.overrides.search.records",
    "SLA Next Escalation": "sla_nl.overrides.search.records",
    "SLA Outage": "sla_nl.overrides.search.records",
}

doc_events = {
    "HD Ticket": {
        "before_insert": "sla_nl.helpdesk.hooks.before_insert",
        "before_validate": "sla_nl.helpdesk.hooks.before_validate",
        "before_save": "sla_nl.helpdesk.hooks.before_save",
        "on_update": "sla_nl.helpdesk.hooks.on_update",
        "on_trash": "sla_nl.helpdesk.hooks.on_trash",
    },
    "Communication": {
        "before_insert": "sla_nl.helpdesk.hooks.before_insert_communication",
        "validate": "sla_nl.helpdesk.hooks.validate_communication",
    },
    "ToDo": {"on_update": "sla_nl.helpdesk.hooks.on_update_todo"},
    "SLA Contract": {
        "on_update": [
            "sla_nl.setup.custom_fields.offer_priorities",
            "sla_nl.helpdesk.upkeep.recompute.after_change",
            "sla_nl.availability.renames.after_change",
        ],
        "after_rename": "sla_nl.helpdesk.upkeep.renames.after_rename",
        "after_delete": [
            "sla_nl.helpdesk.upkeep.deleted.after_delete",
            "sla_nl.obligations.gone.after_contract",
        ],
    },
    "SLA Calendar": {
        "before_validate": "sla_nl.helpdesk.desk.holiday_lists.fill",
        "on_update": "sla_nl.helpdesk.upkeep.recompute.after_change",
    },
    "SLA Maintenance Window": {
        "on_update": "sla_nl.helpdesk.upkeep.maintenance.after_change",
        "after_delete": "sla_nl.helpdesk.upkeep.maintenance.after_delete",
    },
    "HD Service Holiday List": {"on_update": "sla_nl.helpdesk.desk.holiday_lists.after_change"},
    "SLA Escalation Matrix": {"on_update": "sla_nl.helpdesk.upkeep.recompute.after_change"},
    "SLA Settings": {"on_update": "sla_nl.helpdesk.upkeep.recompute.after_settings"},
    "System Settings": {"on_update": "sla_nl.helpdesk.upkeep.recompute.after_time_zone"},
    "HD Customer": {
        "before_rename": [
            "sla_nl.contracts.merged_customers.before_rename",
            "sla_nl.helpdesk.customers.feeds.before_rename",
        ],
        "after_rename": [
            "sla_nl.contracts.merged_customers.after_rename",
            "sla_nl.helpdesk.upkeep.renames.after_rename",
        ],
        "after_delete": [
            "sla_nl.helpdesk.desk.registered.forget",
            "sla_nl.helpdesk.customers.feeds.after_delete",
        ],
    },
    "Contact": {"after_delete": "sla_nl.helpdesk.desk.registered.forget"},
    "HD Ticket Priority": {"after_rename": "sla_nl.helpdesk.upkeep.renames.after_rename"},
    "HD Ticket Status": {"after_rename": "sla_nl.helpdesk.upkeep.renames.after_rename"},
    "HD Ticket Type": {"after_rename": "sla_nl.helpdesk.upkeep.renames.after_rename"},
    "User": {
        "after_delete": [
            "sla_nl.people.absences.after_delete",
            "sla_nl.obligations.gone.after_user",
        ],
    },
    "File": {"validate": "sla_nl.helpdesk.reviewing.checking.check_file"},
    "Auto Email Report": {
        "validate": ["sla_nl.fees.readers.check_mail", "sla_nl.compliance.readers.check_mail"],
    },
    "Sales Invoice": {
        "validate": "sla_nl.erpnext.hooks.validate",
        "on_update": "sla_nl.erpnext.hooks.on_update",
        "after_insert": "sla_nl.erpnext.hooks.after_insert",
        "on_cancel": "sla_nl.erpnext.hooks.on_cancel",
        "on_trash": "sla_nl.erpnext.hooks.on_trash",
    },
}

scheduler_events = {
    "cron": {
        "* * * * *": ["sla_nl.helpdesk.bulk.sweep.run", "sla_nl.helpdesk.outages.following.run"],
        "*/10 * * * *": ["sla_nl.helpdesk.outages.warning.run"],
    },
    "all": ["sla_nl.helpdesk.bulk.sweep.catch_up", "sla_nl.helpdesk.closing.silence.run"],
    "hourly": [
        "sla_nl.helpdesk.upkeep.stalled.go_on",
        "sla_nl.helpdesk.outages.reminding.run",
    ],
    "daily_long": ["sla_nl.credits.periods.run"],
    "monthly_long": ["sla_nl.helpdesk.reviewing.making.make_last_month"],
}

ignore_links_on_delete = [
    "SLA Run",
    "SLA Run Part",
    "SLA Absence",
    "SLA Obligation",
    "SLA Outage",
    "SLA Registered Contact",
    "SLA Maintenance Notice",
    "SLA Customer Feed",
]

permission_query_conditions = {
    "SLA Ticket Event": "sla_nl.records.permissions.readable_by",
    "SLA Clock": "sla_nl.records.permissions.readable_by",
    "SLA Fee Entry": "sla_nl.records.permissions.readable_by",
    "SLA Escalation": "sla_nl.records.permissions.readable_by",
    "SLA Follow-up Task": "sla_nl.records.permissions.readable_by",
    "SLA Incident Report": "sla_nl.records.permissions.readable_by",
    "SLA Next Escalation": "sla_nl.records.permissions.readable_by",
    "SLA Escalation Receiver": "sla_nl.records.permissions.rows_readable_by",
    "SLA Absence": "sla_nl.people.absences.readable_by",
    "SLA Obligation": "sla_nl.obligations.checking.readable_by",
    "SLA Outage": "sla_nl.availability.permissions.readable_by",
    "SLA Run": "sla_nl.helpdesk.what_if.access.readable_by",
}

has_permission = {
    "File": "sla_nl.helpdesk.reviewing.checking.allows_file",
    "SLA Ticket Event": "sla_nl.records.permissions.is_readable",
    "SLA Clock": "sla_nl.records.permissions.is_readable",
    "SLA Fee Entry": "sla_nl.records.permissions.is_readable",
    "SLA Escalation": "sla_nl.records.permissions.is_readable",
    "SLA Follow-up Task": "sla_nl.records.permissions.is_readable",
    "SLA Incident Report": "sla_nl.records.permissions.is_readable",
    "SLA Next Escalation": "sla_nl.records.permissions.is_readable",
    "SLA Absence": "sla_nl.people.absences.is_allowed",
    "SLA Obligation": "sla_nl.obligations.checking.is_allowed",
    "SLA Outage": "sla_nl.records.permissions.is_readable",
    "SLA Run": "sla_nl.helpdesk.what_if.access.is_readable",
}
