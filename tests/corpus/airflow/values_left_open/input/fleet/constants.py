NIGHTLY = "15 2 * * *"


class Rhythm:
    HOURLY = "@hourly"
