"""What an auditor asks for: how long things are kept, what is recorded, who must approve, what is encrypted."""
