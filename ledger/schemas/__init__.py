"""Text from forms becomes typed values, or sentences that say what to mend.

A schema speaks the form's language, not the tables': it checks each field by itself. What needs
the database to be decided is decided by a service. Nothing here knows of HTTP.
"""
