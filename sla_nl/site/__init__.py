"""The site itself: its time, the user's language, counts by permission, messages.

What is where:

    time      the site's naive datetimes and instants in seconds of UTC
    counting  how many documents a user may read
    messages  refusals with a text, in which every value is escaped
    language  the language of the user, where the app has words in it
"""
