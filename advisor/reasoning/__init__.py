"""What follows from rules without running them: truth of conditions, and the order in which rules have to run."""
