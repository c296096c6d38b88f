public class Open {
    // a TimerTrigger would be too late
    public void open(@HttpTrigger(name = "req", route = "schedule") String request) { }
}
