"""The pictures of a case, one module each: from an assessment to a picture with its words, and how it is laid out for a
width. Every text and number in them is the assessment's or the knowledge's."""
