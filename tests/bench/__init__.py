"""Measure our work beside that of peers: ``make bench`` prints figures, and passes no judgement.

Each figure is units per second of the processor (not of the clock: machines are shared), the
median of rounds in which everybody took their turn on the same machine, and each contestant checks
that its work was really done. ``town`` builds what is measured, ``ours`` does our work, the scripts
in ``peers`` do the same with other people's programs, in an environment of their own.
"""
