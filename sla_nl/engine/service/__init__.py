"""The service beside the tickets: maintenance, availability and credits (docs/design.md 4.13).

What is where:

    windows             a maintenance window, read from a line
    planned             windows counted against the maximum of a period
    maintenance         judge a window
    outages             an outage of a service, read from a line
    signals             what a monitor reports, turned into outages
    availability        the availability of the services of a contract
    credits             the credits for missed promises
    maintenance_steps, availability_steps, credit_steps
                        the derivation of these three, as data
    line_fields         the fields of a line about a window or an outage
"""
