"""The programs and helpers that the site suite needs to run.

bench, packages, database, services   the bench, its packages, MariaDB and Redis
station, signals, suite, stay         runs beside each other, their end, the site that is up
prepare, bookkeeping, serve           run by the bench's Python: a new site, ERPNext, a web server
cast, records, seeds, past            users and customers, documents, leftovers, a made-up past
rest_client, browsing, chromium       requests, a browser, where the browser is
counting, sweeper                     count SQL statements, a sweep in its own process
"""
