"""Methods of Frappe that the app replaces, because Frappe's own tell more than a user may read.

What is where:

    charts   charts and heat maps
    counts   counts of documents
    search   link search and link titles
    desktop  the workspace, with onboarding steps in the user's language
"""
