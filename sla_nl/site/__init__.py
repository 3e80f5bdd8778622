"""The site itself: its time, the user's language, counts by permission, messages.

What is where:

    time       the site's naive datetimes and instants in seconds of UTC
    language   the language of the user, where the app has words in it
    access     the document that a request names, where the user may have it
    requested  the moments and days that a request brings
    messages   refusals with a text, in which every value is escaped
    counting   how many documents a user may read
    fault_log  which faults are written into the Error Log
"""
