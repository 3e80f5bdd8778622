"""Methods that the desk and the ticket page call; each checks permission first."""
