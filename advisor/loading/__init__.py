"""From files to models: safe, bounded, and with every fault at its file, line and column."""
