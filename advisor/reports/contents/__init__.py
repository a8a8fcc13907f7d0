"""What a report contains and in which order, as blocks that every format for people draws in its own way."""
