"""The programs and helpers that the site suite needs to run.

bench, packages, database, services   the bench, its packages, MariaDB and Redis
station, signals, workers             runs at the same time, how a run ends, sharing the tests
suite, stay                           the site with its web server; keep it up for a person
prepare, serve                        run by the bench's Python: a new site, its web server
cast, records, teams                  users, customers and teams
seeds, past                           references to the app's fields, tickets with a history
methods, arguments, attack, hidden    try every method that a request may call, look for leaks
rest_client, browsing, chromium       requests, a browser, where the browser is
counting, sweeper                     count SQL statements, a sweep in its own process
"""
