"""The book engine: the only room that writes the journal.

Invariants, cited by tests:

* B1 every transfer balances: one row, one debit, one credit, one positive whole amount (P1);
* B2 rows of the journal are added, never changed or removed (P2);
* B3 a reversal mirrors a whole event, once; a reversal is never reversed (P3);
* B4 no account goes below zero (P4);
* B5 vouchers are numbered 1, 2, 3 … per book, series and year (P5);
* B6 money leaves a book only along a route, with its arrival booked in the same event (P8);
* B7 every transfer is the next link of its book's chain, and the chain covers the money and the
  facts around it (P11);
* B8 the guards that hold all this are there when the application starts (P20).

``rules`` composes drafts (pure), ``journal`` writes them, ``digest`` says which bytes are hashed,
``checks`` proves a whole database, ``manifest`` knows the guards.
"""
