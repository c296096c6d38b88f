DOCUMENTATION = """
name: shelf
short_description: Look up a shelf
"""
