"""Example tickets under each shipped contract, for the command's demo and for a demo site.

The file is a Data Export of HD Ticket, with labels in English and times of Europe/Amsterdam.
"""

from pathlib import Path

TICKETS_CSV = Path(__file__).with_name("tickets.csv")
