"""Words for verdicts: tables in each language, and the sentences made of them.

What is where:

    en, nl                  the words of a language
    clauses                 how the clauses of an agreement are shown
    tables                  all of them by language
    telling                 a step, a note, a moment or a duration as a sentence
    service_en, service_nl  the words about maintenance, availability and credits
    service                 a step of these three as a sentence
    escalations             who is told and why then, and what has to be done, as sentences
"""
