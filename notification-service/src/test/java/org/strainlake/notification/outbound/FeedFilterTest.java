package org.strainlake.notification.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.notification.Chunks;

class FeedFilterTest {
    private static final String DATASET = "V-V1_HOFT-1000000000-3600";

    @ParameterizedTest
    @CsvSource({
        "virgo:V-V1_HOFT*, true",
        "virgo:*HOFT*3600, true",
        "V-V1_HOFT-1000000000-3600, true",
        "V-V1_*, true",
        "*, true",
        "virgo:V-V1_HOFT, false",
        "ligo:*, false",
        "HOFT, false",
        "v*, false"
    })
    void aPatternMatchesTheWholeNameOrNameWithScope(String pattern, boolean matches) {
        assertThat(new NamePattern(pattern).matches(new DataIdentifier("virgo", DATASET)))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "(x", "a:b:c", "a?"})
    void whatNoNameCanMatchIsNoPattern(String pattern) {
        assertThatIllegalArgumentException().isThrownBy(() -> new NamePattern(pattern));
    }

    @Test
    void aPatternOfManyStarsIsMatchedAtOnce() {
        assertThat(new NamePattern("*a".repeat(60) + "b").matches(new DataIdentifier("virgo", "a".repeat(249))))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        ", , true",
        "1000000001, , true",
        "1000000002, , false",
        ", 1000000001, false",
        ", 1000000002, true",
        "1000000000, 1000000005, true"
    })
    void aChunkPassesWhenItsStrainOverlapsTheInterval(@Nullable Long gpsStart, @Nullable Long gpsEnd, boolean passes) {
        var filter = new FeedFilter(
                Set.of(), Set.of(), List.of(), List.of(), Set.of(), Set.of(), Set.of(), gpsStart, gpsEnd);

        assertThat(filter.passes(Chunks.stored(DATASET, 1_000_000_001))).isEqualTo(passes);
    }

    @ParameterizedTest
    @CsvSource({
        "virgo, virgo, chunk-stored, V1, CERN-PROMPT, true",
        "ligo, virgo, chunk-stored, V1, CERN-PROMPT, false",
        "virgo, ligo, chunk-stored, V1, CERN-PROMPT, false",
        "virgo, virgo, transfer-done, V1, CERN-PROMPT, false",
        "virgo, virgo, chunk-stored, H1, CERN-PROMPT, false",
        "virgo, virgo, chunk-stored, V1, CNAF-DISK, false"
    })
    void everyFilterMustHold(
            String experiment, String scope, String type, String detector, String rse, boolean passes) {
        var filter = new FeedFilter(
                Set.of(experiment),
                Set.of(scope),
                List.of(new NamePattern("V-*")),
                List.of(new NamePattern("V1.HOFT")),
                Set.of(type),
                Set.of(detector),
                Set.of(rse),
                null,
                null);
        var event = Chunks.stored(DATASET, 1_000_000_001);

        assertThat(filter.passes(event.in(DataIdentifier.parse("virgo:V1.HOFT"))))
                .isEqualTo(passes);
        assertThat(filter.passes(event)).as("of no container").isFalse();
        assertThat(filter.passes(event.in(DataIdentifier.parse("virgo:V1.RAW"))))
                .isFalse();
    }

    @Test
    void anIntervalThatEndsBeforeItStartsIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new FeedFilter(Set.of(), Set.of(), List.of(), List.of(), Set.of(), Set.of(), Set.of(), 5L, 5L));
    }
}
