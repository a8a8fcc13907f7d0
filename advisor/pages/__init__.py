"""The interview as pages: a request and a sitting go in, a page and a sitting come out.

No framework's type stands in it, and nothing here reads a socket, a database or a clock: a server carries it as well as
a browser does that runs the advisor itself.
"""
