"""The interview without a server: the pages in the visitor's browser, where the advisor itself runs in WebAssembly.

``site`` makes the files, here; ``host`` carries the pages, there.
"""
