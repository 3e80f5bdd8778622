"""Customers and their contacts, as those who are told and who look.

What is where:

    under      the customers that a contract holds for at a moment
    contacts   the people of a customer, with address and language; the customers of a user
    announced  the maintenance windows of which a customer may know
    feeds      the secret address of a customer's calendar
    feed_page  the calendar itself, in answer to a request
    portal     the sections of the page that a customer sees
"""
