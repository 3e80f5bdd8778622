"""The engine judges tickets: contract + timeline + now -> verdict (docs/design.md 1).

It is pure: it imports the standard library and `holidays` only, and reads no clock, file or
database.

What is where:

    terms         the rows of a contract, and the values that each column may hold
    documents     documents read into terms, and the faults in them
    calendars     instants, spans, periods, holidays and opening hours
    contract      a compiled contract, and its service level for a kind and priority
    acting        the columns of a contract that code acts on
    target_rows   rows with the figures that counting needs
    ticket        a ticket with its events
    history       when each clock started, was stopped and was met
    counting      budgets that are used up, and dates found on a calendar
    shifts        moments some time after or before another
    extra_days    the days that a status adds to the deadline
    clock_state   the course of a clock and its state
    remaining     the time that is left on a clock
    notes         notes on how a ticket was reported
    judgement     the judgement of each clock of a ticket
    evaluate      judge a ticket
    follow_ups    what somebody has to do by a date
    escalation    who is told about a ticket, and when
    fees          the fees of a ticket
    outlook       the escalations and follow-ups, found when they are read
    verdict       the verdict: clocks, notes, fees and outlook
    steps         the derivation of a due date, as data
    words         the derivation in sentences, in Dutch and English
    service       maintenance windows, outages, availability and credits
    compliance    what was delivered beside what was promised, over many tickets
    agreement     desks, obligations, versions and other codes of priorities
    texts         texts that can be translated
    errors        faults and errors
"""
