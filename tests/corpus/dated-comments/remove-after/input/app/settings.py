FLAG = True  # TODO: remove after 2026-01
# FIXME: skip the check until 2025-12-31, the other side is not ready
# Temporary until Q3 2026
# The key expires on March 1, 2027.
# Will be removed on 15 Jan 2026
# EOL: 2026-05-31
URL = "https://example.com/#remove after 2026-01"
