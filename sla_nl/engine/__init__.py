"""The engine judges tickets: contract + timeline + now -> verdict (docs/design.md 1).

It is pure: it imports the standard library and `holidays` only, and reads no clock, file or
database.

What is where:

    terms            the rows of a contract, and the values that each column may hold
    fields           read documents into rows, and collect their faults
    numerals         read numbers as people write them
    documents        read a contract, calendar or escalation matrix
    checks           faults between the rows of a contract
    calendar_checks  faults between the rows of a calendar
    matrix_checks    faults between the rows of an escalation matrix, alone and beside a contract
    every_fault      find all faults of a document at once
    acting           the columns of a contract that code acts on
    contract         a compiled contract, and its service level for a kind and priority
    target_rows      rows with the figures that counting needs
    calendar         opening hours, and deadlines counted in them
    holidays_nl      Dutch holidays
    instants         conversion between instants and local time
    ticket           a ticket with its events
    history          when each clock started, was stopped and was met
    counting         budgets that are used up, and dates found on a calendar
    judgement        the course and the state of each clock of a ticket
    clock_state      what a course and a state hold
    evaluate         judge a ticket
    verdict          the verdict: clocks, notes, fees, escalations and follow-ups
    escalation       who is told about a ticket, and when
    follow_ups       what somebody has to do by a date, and that is no clock
    extra_days       the days that a status adds to the deadline after a contact
    fees             the fees of a ticket
    decisions        which promises of a ticket were kept, and since when
    averages         promises on a mean, and the time that a ticket used
    compliance       shares and means of many tickets, beside what was promised
    comparing, sums  two judgements of a ticket compared; the sums of many
    translation      a ticket of one contract as a ticket of another
    desks            which desks are open at a moment
    obligations      what an event of a contract makes due
    versions         versions compared by their numbers
    steps            the derivation of a due date, as data
    words            the derivation in sentences, in Dutch and English
    texts            texts that can be translated
    windows          a maintenance window, read from a line
    planned          windows counted against the maximum of a period
    maintenance      judge a window
    outages          an outage of a service, read from a line
    availability     the availability of the services of a contract
    credits          the credits for missed promises
    maintenance_steps, availability_steps, credit_steps
                     the derivation of these three, as data
    line_fields      the fields of a line about a window or an outage
    spans            spans of time, joined and taken apart
    periods          months, quarters, half years and years
    shifts           moments some time after or before another
    review_checks    faults between the rows about means, contacts and follow-ups
    service_checks   faults between the rows about service
    errors           faults and errors
"""
