public class Report {
    @FunctionName("report")
    public void report(@TimerTrigger(name = "t", schedule = "0 30 6 * * 1") String info, ExecutionContext context) {
        send();
    }
}
