import javax.ejb.Stateless;

class Timers { void a() { x.Schedule("3"); } }
