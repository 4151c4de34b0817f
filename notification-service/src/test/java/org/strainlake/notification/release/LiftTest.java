package org.strainlake.notification.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.strainlake.embargo.Embargo;
import org.strainlake.embargo.EmbargoBook;
import org.strainlake.event.FeedEvent;
import org.strainlake.lake.DidPattern;
import org.strainlake.notification.Chunks;

class LiftTest {
    private static final FeedEvent EVENT = Chunks.stored("V-V1_HOFT-1400000000-3600", 1_400_000_001);
    private static final Instant THEN = Instant.parse("2026-11-24T12:00:00Z");

    @Test
    void whatNoEmbargoEverCoveredIsNotLifted() {
        assertThat(both(List.of())).rejects(EVENT);
        assertThat(both(List.of(embargo("streams/other", "virgo:V-V1_OTHER*", THEN))))
                .rejects(EVENT);
    }

    @Test
    void whatIsReleasedIsLifted() {
        assertThat(both(List.of(embargo("streams/V1-hoft", "virgo:V-V1_HOFT-*", THEN))))
                .accepts(EVENT);
        assertThat(both(List.of(embargo("streams/V1-hoft", "virgo:V-V1_HOFT-*", null))))
                .rejects(EVENT);
    }

    @Test
    void allThatCoverItMustBeLifted() {
        assertThat(both(List.of(
                        embargo("streams/V1-hoft", "virgo:V-V1_HOFT-*", THEN),
                        embargo("streams/V1-all", "virgo:*", null))))
                .rejects(EVENT);
    }

    @Test
    void whatIsAlsoInADatasetThatIsStillClosedIsNotLifted() {
        var event = Chunks.stored("V-V1_ANALYSIS-1400000000-3600", 1_400_000_001); // its file is V-V1_ANALYSIS-…
        var file = embargo("streams/V1-files", "virgo:V-V1_ANALYSIS-1400000001-1.h5", THEN);
        var dataset = "virgo:V-V1_ANALYSIS-1400000000-3600";

        assertThat(both(List.of(file))).accepts(event);
        assertThat(both(List.of(file, embargo("streams/V1-days", dataset, null))))
                .rejects(event);
    }

    @Test
    void aFileThatWasReleasedEarlyIsLiftedThoughItsDatasetIsNot() {
        var early = new Embargo(
                "streams/V1-hoft",
                "closed-7f3a90c2",
                1,
                "virgo",
                List.of(DidPattern.parse("virgo:V-V1_HOFT-*")),
                List.of("/virgo"),
                null,
                false,
                List.of(new Embargo.Early(1_400_000_001, 1_400_000_002)),
                null);

        assertThat(both(List.of(early)))
                .accepts(EVENT)
                .rejects(Chunks.stored("V-V1_HOFT-1400000000-3600", 1_400_000_002));
    }

    @Test
    void anEmbargoThatWasSetSinceKeepsClosedWhatItCovers() {
        var released = embargo("streams/V1-hoft", "virgo:V-V1_HOFT-*", THEN);
        var dataset = "virgo:V-V1_HOFT-1400000000-3600";

        assertThat(new Lift(
                        EmbargoBook.of(List.of(released)),
                        EmbargoBook.of(List.of(released, embargo("datasets/" + dataset, dataset, null)))))
                .rejects(EVENT);
    }

    @Test
    void whileTheEmbargoesAreNotKnownNothingIsLifted() {
        assertThat(new Lift(
                        EmbargoBook.of(List.of(embargo("streams/V1-hoft", "virgo:V-V1_HOFT-*", THEN))),
                        EmbargoBook.unread()))
                .rejects(EVENT);
    }

    private static Lift both(List<Embargo> embargoes) {
        return new Lift(EmbargoBook.of(embargoes), EmbargoBook.of(embargoes));
    }

    private static Embargo embargo(String id, String name, @Nullable Instant released) {
        return new Embargo(
                id,
                "closed-7f3a90c2",
                1,
                "virgo",
                List.of(DidPattern.parse(name)),
                List.of("/virgo"),
                null,
                false,
                List.of(),
                released);
    }
}
