package org.strainlake.notification.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.strainlake.lake.DataIdentifier;

class SuspectsTest {
    private static final DataIdentifier DATASET = new DataIdentifier("virgo", "d");
    private static final DataIdentifier FILE = new DataIdentifier("virgo", "f");
    private static final Instant START = Instant.parse("2026-11-23T07:00:00Z");
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final Suspects suspects = new Suspects();

    @Test
    void aFileIsDueWhenItWasMissingForTheGrace() {
        suspects.begin();
        assertThat(suspects.isDue(DATASET, FILE, START, GRACE)).isFalse();
        suspects.end();
        suspects.begin();

        assertThat(suspects.isDue(DATASET, FILE, START.plusSeconds(59), GRACE)).isFalse();
        assertThat(suspects.isDue(DATASET, FILE, START.plusSeconds(60), GRACE)).isTrue();
    }

    @Test
    void aFileThatIsNotMissingAnyMoreIsForgotten() {
        suspects.begin();
        suspects.isDue(DATASET, FILE, START, GRACE);
        suspects.end();
        suspects.begin();

        suspects.end();

        assertThat(suspects.size()).isZero();
    }

    @Test
    void withoutGraceAFileIsDueAtFirstSight() {
        suspects.begin();

        assertThat(suspects.isDue(DATASET, FILE, START, Duration.ZERO)).isTrue();
    }
}
