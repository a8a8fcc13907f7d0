"""The interview: which question comes next, what was answered, what a typed line means, and where it is kept."""
