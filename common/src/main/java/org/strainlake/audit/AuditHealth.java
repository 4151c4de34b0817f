package org.strainlake.audit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.jdbc.core.JdbcTemplate;

/** Whether this service's own role could change its trail. Looked at once, at start; never down. */
final class AuditHealth implements HealthIndicator {
    private static final Logger LOG = LoggerFactory.getLogger(AuditHealth.class);

    /** Whoever owns the table or its schema can drop it, whatever else was revoked. */
    private static final String COULD_CHANGE = """
            SELECT has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER') OR has_any_column_privilege(c.oid, 'UPDATE')
                OR pg_has_role(c.relowner, 'MEMBER') OR pg_has_role(n.nspowner, 'MEMBER')
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.oid = 'audit'::regclass
            """;

    private final boolean changeable;

    AuditHealth(JdbcTemplate jdbc) {
        changeable = !Boolean.FALSE.equals(jdbc.queryForObject(COULD_CHANGE, Boolean.class));
        if (changeable) {
            LOG.warn("the audit trail can be changed by this service's own database role: give Flyway a role of its own"
                    + " (spring.flyway.user), see docs/audit.md");
        }
    }

    @Override
    public Health health() {
        return Health.up().withDetail("changeableByOwnRole", changeable).build();
    }
}
