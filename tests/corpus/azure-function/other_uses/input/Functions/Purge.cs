class Purge { object x = new TimerTrigger("0 0 2 * * *"); [TimerTrigger] void A() { } }
