package org.strainlake.embargo;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.registry.HealthContributorRegistry;

/** Health whose details name nothing that is under an embargo. */
final class ClosedHealth implements HealthContributorRegistry {
    private static final Pattern WORD = Pattern.compile("[A-Za-z]{1,30}");
    private static final String NOT_TOLD = "not told until the embargoes are known";

    private final HealthContributorRegistry registry;
    private final OpaqueNames names;

    ClosedHealth(HealthContributorRegistry registry, OpaqueNames names) {
        this.registry = registry;
        this.names = names;
    }

    @Override
    public void registerContributor(String name, HealthContributor contributor) {
        registry.registerContributor(name, contributor);
    }

    @Override
    public @Nullable HealthContributor unregisterContributor(String name) {
        return registry.unregisterContributor(name);
    }

    @Override
    public @Nullable HealthContributor getContributor(String name) {
        var contributor = registry.getContributor(name);
        return contributor == null ? null : closed(contributor);
    }

    @Override
    public Stream<Entry> stream() {
        return entries(registry);
    }

    private Stream<Entry> entries(HealthContributors all) {
        return all.stream().map(each -> new Entry(each.name(), closed(each.contributor())));
    }

    private HealthContributor closed(HealthContributor contributor) {
        return switch (contributor) {
            case HealthIndicator indicator -> (HealthIndicator) () -> closed(indicator.health());
            case CompositeHealthContributor composite -> new Composite(composite);
            default -> contributor;
        };
    }

    private @Nullable Health closed(@Nullable Health health) {
        return health == null
                ? null
                : Health.status(health.getStatus())
                        .withDetails(closed(health.getDetails()))
                        .build();
    }

    private Map<String, Object> closed(Map<?, ?> details) {
        var closed = new LinkedHashMap<String, Object>();
        details.forEach((key, value) -> closed.put(closed(String.valueOf(key)), closedValue(value)));
        return closed;
    }

    /** While nobody knows what is under an embargo, any text but a single word may name it. */
    private String closed(String text) {
        return names.areKnown() ? names.in(text) : WORD.matcher(text).matches() ? text : NOT_TOLD;
    }

    private Object closedValue(Object value) {
        return switch (value) {
            case Map<?, ?> map -> closed(map);
            case Collection<?> all -> all.stream().map(this::closedValue).toList();
            case Number number -> number;
            case Boolean truth -> truth;
            case Instant time -> time;
            default -> closed(value.toString());
        };
    }

    private final class Composite implements CompositeHealthContributor {
        private final CompositeHealthContributor composite;

        Composite(CompositeHealthContributor composite) {
            this.composite = composite;
        }

        @Override
        public @Nullable HealthContributor getContributor(String name) {
            var contributor = composite.getContributor(name);
            return contributor == null ? null : closed(contributor);
        }

        @Override
        public Stream<Entry> stream() {
            return entries(composite);
        }
    }
}
