package org.strainlake.embargo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.registry.DefaultHealthContributorRegistry;
import org.strainlake.lake.DidPattern;

class ClosedHealthTest {
    private static final EmbargoBook BOOK = EmbargoBook.of(List.of(
            embargo("streams/V1-hoft", "closed-0000000a", "virgo:V-V1_HOFT-*", null),
            embargo(
                    "datasets/virgo:V-V1_DAY-1400000000-3600",
                    "closed-0000000c",
                    "virgo:V-V1_DAY-1400000000-3600",
                    null),
            embargo("streams/V1-open", "closed-0000000b", "virgo:V-V1_OPEN-*", Instant.EPOCH)));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a file virgo:V-V1_HOFT-1400000001-1.h5 waits | a file closed-0000000a waits",
                "V-V1_HOFT-1400000001-1.h5.sealed | closed-0000000a",
                "virgo:V-V1_HOFT-1400000000-3600: 503 | closed-0000000a: 503",
                "http://storage/virgo/3f/aa/V-V1_HOFT-1400000001-1.h5?a=b | http://storage/virgo/3f/aa/closed-0000000a?a=b",
                "stream V1-hoft waits | stream closed-0000000a waits",
                "there is V-V1_DAY-1400000000-3600. | there is closed-0000000c.",
                "missing:V-V1_DAY-1400000000-3600 | closed-0000000c",
                "GET /dids/virgo%3AV-V1_DAY-1400000000-3600 | GET /dids/closed-0000000c",
                "V1-hoft-2 is another stream | V1-hoft-2 is another stream",
                "V-V1_OPEN-1400000001-1.h5 and V1-open are open | V-V1_OPEN-1400000001-1.h5 and V1-open are open",
                "storage of CERN-PROMPT waits: http://storage:8443/ | storage of CERN-PROMPT waits: http://storage:8443/",
                "2026-11-27T05:17:29.734Z | 2026-11-27T05:17:29.734Z"
            })
    void whatIsUnderAnEmbargoIsCalledByItsOpaqueName(String told, String closed) {
        assertThat(new OpaqueNames(() -> BOOK).in(told)).isEqualTo(closed);
    }

    @Test
    void whileTheEmbargoesAreNotKnownOnlyWordsAndNumbersAreTold() {
        var registry = new DefaultHealthContributorRegistry();
        registry.registerContributor("upload", (HealthIndicator) () -> Health.down()
                .withDetail("catalogue for V1-hoft", "virgo:V1.HOFT waits")
                .withDetail("instance", "writer")
                .withDetail("behind", 3)
                .build());

        var closed = new ClosedHealth(registry, new OpaqueNames(EmbargoBook::unread));

        assertThat(health(closed.getContributor("upload")))
                .hasToString(
                        "DOWN {not told until the embargoes are known=not told until the embargoes are known, instance=writer, behind=3}");
    }

    @Test
    void everyDetailOfHealthIsToldSo() {
        HealthIndicator upload = () -> Health.down()
                .withDetail("V1-hoft", List.of("virgo:V-V1_HOFT-1400000001-1.h5", 3, Map.of("V1-hoft", true)))
                .build();
        var registry = new DefaultHealthContributorRegistry();
        registry.registerContributor("upload", upload);
        registry.registerContributor("all", CompositeHealthContributor.fromMap(Map.of("upload", upload)));
        var expected = Map.of("closed-0000000a", List.of("closed-0000000a", 3, Map.of("closed-0000000a", true)));

        var closed = new ClosedHealth(registry, new OpaqueNames(() -> BOOK));

        assertThat(health(closed.getContributor("upload")).getDetails()).isEqualTo(expected);
        assertThat(health(((CompositeHealthContributor) closed.getContributor("all")).getContributor("upload"))
                        .getDetails())
                .isEqualTo(expected);
        assertThat(closed.stream().filter(each -> each.name().equals("upload")))
                .singleElement()
                .satisfies(each ->
                        assertThat(health(each.contributor()).getDetails()).isEqualTo(expected));
    }

    private static Health health(@Nullable Object indicator) {
        return ((HealthIndicator) indicator).health();
    }

    private static Embargo embargo(String id, String opaque, String name, @Nullable Instant releasedAt) {
        return new Embargo(
                id,
                opaque,
                1,
                "virgo",
                List.of(DidPattern.parse(name)),
                List.of("/virgo"),
                null,
                false,
                List.of(),
                releasedAt);
    }
}
