"""The inventory and the assessment for people and machines: one file a form, each pure."""
