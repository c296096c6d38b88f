variable = "output"
