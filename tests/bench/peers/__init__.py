"""The same work done with other people's programs; each script runs in the peers' environment.

Like ``ours``, each prints one line of JSON: units done, and seconds of the processor.
"""
