"""Guards before methods of Frappe and Helpdesk that tell more than a user may read.

What is where:

    guards               which methods these are, and how the app comes before them
    reading              what a user may ask for
    charts               charts, heat maps, number cards and goals
    counts               counts of documents
    documents            a document that is found by filters
    lists                Helpdesk's lists
    queries              what a list is filtered and sorted by
    search               link search and link titles
    versions             what changed in a ticket
    responses            the app's fields in whatever a method answers with
    pages                a script for Helpdesk's lists, which corrects empty dates
    desktop              the workspace, with onboarding steps in the user's language
"""
