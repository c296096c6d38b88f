"""What a team gets that begins with ddd: a commented configuration, its schema for editors, and the pipeline job."""
