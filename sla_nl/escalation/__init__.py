"""Escalations that are carried out: who was told, and when the sweep looks at a ticket again.

What is where:

    moments   when the sweep looks at a ticket again: one row for each ticket
    deciding  which escalations that came due are told, and which were overtaken
    log       the log of escalations, with who was told
    telling   what a receiver reads, in their language
    bell      tell receivers in the desk and on open pages
    letter    the mail to a receiver
    mailing   queue one mail for each receiver, and find mails that failed
"""
