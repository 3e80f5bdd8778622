"""Write what was judged: tables, csv, JSON lines and the report.

What is where:

    output        standard output, or a file that is complete or not there at all
    records       records as a table, JSON lines or csv
    table         judged tickets as a table or csv
    html          the report as one page
    html_parts    its texts, escalations and follow-ups
    lanes         its drawing of a ticket
    report_words  its words
"""
