"""What Python code says of failing and of limits, whatever runs it."""
