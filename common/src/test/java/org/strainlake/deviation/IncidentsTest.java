package org.strainlake.deviation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.strainlake.journey.Deviation;
import org.strainlake.journey.JourneyRecord.DeviationSeen;
import org.strainlake.lake.DataIdentifier;

class IncidentsTest {
    private static final Instant BEGIN = Instant.parse("2026-11-27T12:00:00Z");
    private static final DataIdentifier ONE = DataIdentifier.parse("virgo:one");
    private static final DataIdentifier OTHER = DataIdentifier.parse("virgo:other");

    private final Counter lost = Counter.builder("lost").register(new SimpleMeterRegistry());
    private Instant now = BEGIN;
    private final Incidents incidents = new Incidents("uploader", "life", () -> now, 3, lost);

    @Test
    void attemptsThatFollowEachOtherWithinFiveSecondsAreOneIncident() {
        see(0, Deviation.CONNECTION_CUT, ONE, 1);
        see(5, Deviation.CONNECTION_CUT, ONE, 0);
        see(12, Deviation.CONNECTION_CUT, ONE, 2);
        see(17.001, Deviation.CONNECTION_CUT, ONE, 0);

        assertThat(incidents.untold(10))
                .containsExactly(
                        seen("uploader-life-1", Deviation.CONNECTION_CUT, ONE, -1, 12),
                        seen("uploader-life-2", Deviation.CONNECTION_CUT, ONE, 17.001, 17.001));
    }

    @Test
    void anotherDeviationAndAnotherFileAreOtherIncidents() {
        see(0, Deviation.CONNECTION_CUT, ONE, 0);
        see(0, Deviation.CONNECTION_CUT, OTHER, 0);
        see(0, Deviation.ANSWER_SLOW, ONE, 0);

        assertThat(incidents.untold(10))
                .hasSize(3)
                .extracting(DeviationSeen::id)
                .doesNotHaveDuplicates();
        assertThat(incidents.untold(2)).hasSize(2);
    }

    @Test
    void anIncidentThatGoesOnIsToldAgainUnderItsId() {
        see(0, Deviation.ANSWER_SLOW, ONE, 0);
        var first = incidents.untold(10);
        see(1, Deviation.ANSWER_SLOW, ONE, 0);
        incidents.told(first);

        assertThat(incidents.untold(10)).containsExactly(seen("uploader-life-1", Deviation.ANSWER_SLOW, ONE, 0, 1));
        incidents.told(incidents.untold(10));
        see(2, Deviation.ANSWER_SLOW, ONE, 0);
        assertThat(incidents.untold(10)).containsExactly(seen("uploader-life-1", Deviation.ANSWER_SLOW, ONE, 0, 2));
    }

    @Test
    void aPartIsAwayUntilItAnswersHoweverRarelyItIsAsked() {
        see(0, Deviation.PART_AWAY, ONE, 1);
        incidents.told(incidents.untold(10));
        see(60, Deviation.PART_AWAY, OTHER, 0);
        incidents.told(incidents.untold(10));
        now = BEGIN.plusSeconds(90);
        incidents.reached("rucio");
        incidents.reached("storage");
        now = BEGIN.plusSeconds(91);
        incidents.reached("storage");

        assertThat(incidents.untold(10)).containsExactly(seen("uploader-life-1", Deviation.PART_AWAY, null, -1, 90));
        see(100, Deviation.PART_AWAY, null, 0);
        assertThat(incidents.untold(10)).hasSize(2);
    }

    @Test
    void aClockThatIsOffAndAFullDiskAreIncidentsUntilTheyAreRightAgainEachForItself() {
        see(0, Deviation.CLOCK_OFF, null, 0);
        see(10, Deviation.DISK_FULL, null, 0);
        see(60, Deviation.CLOCK_OFF, null, 0);
        now = at(70);
        incidents.reached("storage");
        now = at(80);
        incidents.reached("storage");

        assertThat(incidents.untold(10))
                .containsExactly(
                        seen("uploader-life-1", Deviation.CLOCK_OFF, null, 0, 70),
                        seen("uploader-life-2", Deviation.DISK_FULL, null, 10, 70));
    }

    @Test
    void whatCannotWaitIsCounted() {
        for (int i = 0; i < 5; i++) {
            see(i * 10, Deviation.ANSWER_SLOW, ONE, 0);
        }
        see(41, Deviation.ANSWER_SLOW, OTHER, 0);

        assertThat(incidents.untold(10)).hasSize(3);
        assertThat(lost.count()).isEqualTo(3);
    }

    private void see(double second, Deviation deviation, @Nullable DataIdentifier did, long secondsAgo) {
        now = at(second);
        incidents.seen(deviation, "storage", did, Duration.ofSeconds(secondsAgo), "d".repeat(2000));
    }

    private static DeviationSeen seen(
            String id, Deviation deviation, @Nullable DataIdentifier did, double from, double until) {
        return new DeviationSeen(id, deviation, "uploader", "storage", did, at(from), at(until), "d".repeat(1000));
    }

    private static Instant at(double second) {
        return BEGIN.plusMillis(Math.round(second * 1000));
    }
}
