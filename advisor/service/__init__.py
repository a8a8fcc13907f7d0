"""The advisor over HTTP and as a tool for assistants. What it can be asked is in ``service``; the rest is protocol."""
