"""A contract as a document that two parties can sign.

printing   the whole document as HTML
sections   which tables of a contract it has, in which order, with which columns
tables     a table of the document, with the values of its rows in words
hours      the opening hours of the calendars
"""
