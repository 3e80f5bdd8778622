"""Credit cases: from missed promises over meetings to the discount that the contract gives.

What is where:

    cases      check a case, date its meetings, book its discounts
    missed     the missed promises that a case can rest on
    meetings   the meetings of a case, and which of them somebody has to be reminded of
    reminding  tell whoever looks after a case
    periods    the credits that are owed once for a missed availability or share
    sweep      look again at the cases whose next moment has come
"""
