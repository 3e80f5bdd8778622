"""Use cases on a site: load, ask the engine, write once.

What is where:

    documents, contracts, versions   contracts read from documents; which one holds for a ticket;
                                     whether what was read is still so
    refusals, faults                 what is wrong with a document, and how that is told
    standard, copies                 the documents that the app brings, and copies of them
    closed_dates, maintenance        what else their forms do,
    preview                          and pictures of them
    timeline, clocks, fees, records  what is kept of a ticket, and who may read it
    fee_states, unbilled             what people do with fees, and what is still to be billed
    runs, sweeps                     jobs over many tickets; when the clocks were last swept
    teller                           a verdict told to the user
    site_time                        the site's datetimes and instants
"""
