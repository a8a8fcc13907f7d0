"""Explanations, computed from an assessment and the rules when somebody asks; nothing is collected on the way."""
