package org.strainlake.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.strainlake.token.DataAccess;
import org.strainlake.token.ExperimentProperties;

/** Every service with a database keeps an audit trail in it. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration",
            "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        },
        after = org.strainlake.token.ResourceServerAutoConfiguration.class)
@ConditionalOnClass(JdbcTemplate.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(JdbcTemplate.class)
@EnableConfigurationProperties(AuditProperties.class)
public class AuditAutoConfiguration {
    @Bean(initMethod = "start", destroyMethod = "close")
    QueuedAuditTrail auditTrail(
            JdbcTemplate jdbc,
            AuditProperties settings,
            InstantSource clock,
            MeterRegistry meters,
            @Value("${spring.application.name}") String service) {
        var dataSource = java.util.Objects.requireNonNull(jdbc.getDataSource());
        var transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        transactions.setTimeout(Math.max(1, Math.toIntExact(settings.patience().toSeconds())));
        var table = new AuditTable(jdbc, transactions, service);
        var lost = Counter.builder("strainlake.audit.lost")
                .description("Refusals that are missing from the audit trail")
                .register(meters);
        return new QueuedAuditTrail(table::add, settings, clock, lost);
    }

    @Bean
    Auditor auditor(AuditTrail trail, DataAccess access, InstantSource clock) {
        return new Auditor(trail, access, clock);
    }

    @Bean
    AuditApi auditApi(JdbcTemplate jdbc, Auditor auditor, DataAccess access, ExperimentProperties experiments) {
        return new AuditApi(new AuditReader(new NamedParameterJdbcTemplate(jdbc)), auditor, access, experiments);
    }

    @Bean
    AuditAdvice auditAdvice() {
        return new AuditAdvice();
    }

    @Bean
    AuditHealth auditHealthIndicator(JdbcTemplate jdbc) {
        return new AuditHealth(jdbc);
    }
}
