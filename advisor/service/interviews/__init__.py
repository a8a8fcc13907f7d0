"""The interview in the browsers of many people: their sittings in a database, who is let in, and the pages in frames.

What is on the pages is in ``advisor.pages``; here is what carries them over HTTP.
"""
