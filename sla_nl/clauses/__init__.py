"""The clauses of the shipped agreements: how each reads, and its text as the agreement has it.

texts.json   for each clause its article and its text, in the language of the agreement
articles     clauses as articles with their texts, and the clauses that a document names
"""
