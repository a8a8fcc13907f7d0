"""What a person or a program gets to see: pages and documents of everything that the advisor says.

``contents`` says what stands on a page and in which order, as ``blocks``; ``words`` are those that all of them use.
``formats`` draw blocks, data and graphs, and decide nothing about what is said: ``written(document, format)`` is the
one way from a ``Document`` to a text.
"""
