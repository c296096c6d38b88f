public class Cut {
    public void early(@TimerTrigger(name = "t", schedule = "0 5 4 *") String info) { }
    public void cut(@TimerTrigger(name = "t", schedule = "0 30
