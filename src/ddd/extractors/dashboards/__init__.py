"""What dashboards and monitoring services are told to watch, in the files they are configured with."""
