import jakarta.ejb.Schedule;

class Timers {
    @Schedule(hour = "3")
    void nightly() {
    }

    @Schedule(hour = "25")
    void hour25() {
    }

    @Schedule(dayOfWeek = "Caturday")
    void noSuchDay() {
    }

    @Schedule(hour = 3)
    void number() {
    }

    @Schedule(hour = )
    void empty() {
    }

    @Schedule(hour = "4
    void cutOff() {
