"""The ledger of the “Ngôi nhà cấp ủy” programme.

A map of the rooms, from the door to the ground; imports run downwards only:

* ``cli`` – the ``ngoinha`` command; ``app`` – ``create_app``, the one place where rooms are joined.
* ``web`` – HTML for people, a blueprint per noun; ``jobs`` – the worker that does what takes long;
  ``demo`` – a believable district, built through the real services.
* ``schemas`` – text from forms becomes typed values; ``documents`` – dataclasses become papers.
* ``services`` – the verbs, each one transaction; ``reports`` – read-only queries.
* ``intake`` – untrusted files become raw cells, in a child process under limits.
* ``book`` – the engine: the only writer of the journal, its digest and its proof.
* ``labels`` – the Vietnamese word for every code; ``models`` – what one row may be.
* ``db`` – engines, the session and the one place that commits; ``errors`` – what can go wrong.
* ``money``, ``names``, ``likeness``, ``clock``, ``wages``, ``surveys``, ``roadmap``, ``charts``,
  ``crypto``, ``tampering``, ``vietqr``, ``references``, ``banks``, ``receipt_codes``, ``row_codes``,
  ``config`` – the ground: plain values and rules.

Importing this package loads nothing: ``ledger.money`` is usable without the application.
"""
