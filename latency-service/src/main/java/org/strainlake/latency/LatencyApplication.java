package org.strainlake.latency;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the latency service. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class LatencyApplication {
    /** Starts it with Spring Boot's usual arguments. */
    public static void main(String[] arguments) {
        SpringApplication.run(LatencyApplication.class, arguments);
    }
}
