package org.strainlake.notification;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts notification-service. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class NotificationApplication {
    /** Starts the service with settings from outside, see the module's README. */
    public static void main(String[] args) {
        SpringApplication.run(NotificationApplication.class, args);
    }
}
