"""Read files of tickets, one line at a time, whatever their format and size.

What is where:

    limits    how large a file may be
    source    the line of a ticket, good or bad
    replay    a stream whose beginning was looked at
    jsonl     tickets as JSON lines
    rows      the rows of a csv file or workbook
    columns   the columns of an export
    cells     the values in its cells
    exports   tickets from an export of HD Ticket
    parts     a file in parts, which several processes judge
"""
