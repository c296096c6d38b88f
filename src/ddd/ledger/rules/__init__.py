"""Pure rules: the same answer to the same question, whatever is stored and whatever the clock says."""
