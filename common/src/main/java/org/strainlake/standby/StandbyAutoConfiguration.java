package org.strainlake.standby;

import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;

/** Where the settings say so, only one instance of a service works. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration"
        })
@ConditionalOnClass(JdbcTemplate.class)
@ConditionalOnBean(DataSource.class)
@EnableConfigurationProperties(StandbyProperties.class)
public class StandbyAutoConfiguration {
    /** How a process ends that another one took over from: whoever started it may start it again. */
    private static final int SUPERSEDED = 75;

    @Bean
    @ConditionalOnBooleanProperty("strainlake.standby.enabled")
    OnlyOne onlyOne(DataSource database, ApplicationContext context) {
        return new OnlyOne(
                database,
                () -> Thread.ofPlatform()
                        .daemon(false) // else the process could end by itself, and with another status
                        .name("superseded")
                        .start(() -> System.exit(SpringApplication.exit(context, () -> SUPERSEDED))));
    }
}
