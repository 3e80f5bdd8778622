"""What somebody has to do by a date under a contract, as documents (docs/design.md 9.2).

What is where:

    checking     check an obligation, and say who may see and change it
    making       make obligations from the rows of a contract
    doing        mark one as done, dropped or open again, and make the next one
    gone         what becomes of them when their contract or a user is deleted
    new_version  the notice and the dates of a new version of a contract
    reminding    tell those who are responsible, once before the date and once after it
    letter       the mail to somebody who is reminded
"""
