"""What the story tests use: a running service, browsers, authenticators.

Nothing in here knows the programs from the inside. What a test does, a person at
a browser or an operator at a terminal could do.
"""
