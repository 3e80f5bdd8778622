"""A first contract from the answers on one page: its hours, its promises and perhaps a fee.

    answers -> contract + calendar documents -> the app's own checks -> preview, or saved documents

What is where:

    answers      read the answers of the page, and find their faults
    holidays     the public holidays of a country, as closed dates
    documents    the contract and the calendar that the answers mean
    making       compile, preview and save them
    telling      tell faults with the names that the page shows
"""
