"""The interview: which question comes next, what was answered, and the conversation with a person."""
