# Copyright 2020-2026 Example; all rights reserved
# Was removed in 2021-03, kept for reference
# deprecated since 2020-05-01
# Last update: 2026-01-01
# delete rows before 2020-01-01
# remove after the migration
# It had been disabled until 2024-05-01
# expires 2026-99-01
text = "will be removed on 2026-01-01"
