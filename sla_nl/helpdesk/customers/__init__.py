"""Customers and their contacts, as those who are told and who look.

What is where:

    under     the customers that a contract holds for at a moment
    contacts  the people of a customer, with their address and language; the customers of a user
"""
