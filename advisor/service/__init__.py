"""The advisor over HTTP and as a tool for assistants. What it can be asked is in ``desk``; the rest is protocol."""
