"""The rule base as a drawing: what is drawn, and in which language."""
