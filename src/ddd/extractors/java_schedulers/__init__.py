"""Programs in Java and Kotlin: Spring, Micronaut, Quarkus, Jakarta EJB, Quartz; and the properties they read."""
