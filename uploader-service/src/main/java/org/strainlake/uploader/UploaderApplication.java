package org.strainlake.uploader;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The uploader. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class UploaderApplication {
    /** Starts it. */
    public static void main(String[] arguments) {
        SpringApplication.run(UploaderApplication.class, arguments);
    }
}
