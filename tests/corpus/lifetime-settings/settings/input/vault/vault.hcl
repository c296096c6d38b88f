default_lease_ttl = "168h"
max_lease_ttl = "720h"
