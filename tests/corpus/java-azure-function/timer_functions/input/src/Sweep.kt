import com.microsoft.azure.functions.annotation.*

class Sweep {
    @FunctionName("sweep")
    fun sweep(@TimerTrigger(name = "sweepTimer", schedule = "0 15 4 * * *") timerInfo: String) {
        clean()
    }

    @FunctionName("poll")
    fun poll(@TimerTrigger(name = "pollTimer", schedule = "%POLL_SCHEDULE%") timerInfo: String) {
        ask()
    }
}
