"""Bill confirmed fees in ERPNext. Only this package names ERPNext's doctypes and functions.

Where ERPNext is not on the site, its doctypes are not there either: no hook of ours runs, the
fields below are not made, and a draft is refused.

What is where:

    fields      custom fields on ERPNext's doctypes and on SLA Settings
    masters     the customer, company, item, exchange rate and VAT to bill with
    invoices    draft the invoices of a customer and month
    lines       which entry a line bills, and whether the line agrees with the ledger
    hooks       what happens to entries when an invoice is saved, cancelled or deleted
"""
