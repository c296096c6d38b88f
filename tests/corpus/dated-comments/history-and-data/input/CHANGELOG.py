# remove after 2026-01
