using Coravel;

class Startup { void A() { report.Daily(); cache.Weekly().Monthly(); } }
