"""What is set up on a site, and taken away again."""
