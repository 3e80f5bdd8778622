"""Helpers about the site: its time, the user's language, counts by permission, messages.

What is where:

    time          convert between the site's naive datetimes and instants in seconds of UTC
    language      the language of the user, if the app has words in it
    access        get the document that a request names, if the user may read it
    numbers       read numbers from a request
    requested     read moments and days from a request
    messages      refuse with a text in which every value is escaped
    notices       add lines to the notifications of the desk
    counting      count the documents that a user may read
    post          queue a mail about a document; find mails that were refused
    pdf           make a PDF of a page
    fault_log     decide which faults are written to the Error Log
    transactions  do work in a transaction of its own, or undo a part of one
"""
