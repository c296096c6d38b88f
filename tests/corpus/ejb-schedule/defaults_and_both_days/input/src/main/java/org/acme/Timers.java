import jakarta.ejb.Schedule;

class Timers {
    @Schedule(hour = "3", dayOfWeek = "Mon", timezone = "UTC")
    void weekly() {
    }

    @Schedule(minute = "*/5", hour = "*", persistent = false)
    void often() {
    }

    @Schedule(dayOfMonth = "2nd Fri")
    void second() {
    }

    @Schedule(dayOfMonth = "Last", hour = "1, 13")
    void last() {
    }

    @Schedule(dayOfMonth = "Last Sun")
    void lastSunday() {
    }

    @Schedule(dayOfMonth = "-3")
    void near() {
    }

    @Schedule(dayOfMonth = "1", dayOfWeek = "Mon", hour = "2")
    void either() {
    }

    @Schedule(hour = Settings.HOUR)
    void open() {
    }

    @Schedule
    void midnight() {
    }
}
