"""The verbs. Each is one piece of work inside one transaction: it flushes and never commits.

``db.run`` calls a service, commits once, and calls it again from the start if another transaction
spoilt it; therefore a service decides from what it reads itself, after taking the locks it needs.
"""
