package org.strainlake.downloader;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts downloader-service. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class DownloaderApplication {
    /** Starts the service with settings from outside, see the module's README. */
    public static void main(String[] args) {
        SpringApplication.run(DownloaderApplication.class, args);
    }
}
