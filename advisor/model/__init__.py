"""Frozen models of the field: attributes, conditions, rules, findings, advice, profiles, traces, assessments."""
