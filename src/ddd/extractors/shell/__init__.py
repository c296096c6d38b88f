"""Shell scripts: steps, checks, ways of failing, and what their comments say."""
