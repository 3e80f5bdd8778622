"""The review of a month with a customer.

The modules:

    reasons     why a promise was missed, in a few sentences
    checking    check a service report, and keep what was sent as it was sent
    making      make the reports of a month
    contents    the figures of a report, and what lies behind them
    document    a report as a page and as a PDF
    letterhead  the letterhead of the firm
    exporting   the figures of a report as a file
    sending     send a report to the contacts of a customer
"""
