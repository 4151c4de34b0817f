package org.strainlake.latency.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.strainlake.journey.JourneyRecord.Failure;
import org.strainlake.journey.Stage;
import org.strainlake.latency.store.ChunkLine;
import org.strainlake.latency.store.Content;
import org.strainlake.latency.store.Ending;
import org.strainlake.latency.store.Stamps;

class JudgeTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long BUDGET = 5 * SECOND;
    private static final long LOSS = 600 * SECOND;
    private static final long END = 1000 * SECOND;

    /** A run that should end at second 1000, with a budget of 5 s and a loss deadline of 600 s. */
    private static final Terms PLANNED = new Terms(BUDGET, LOSS, END, END, null, null);

    private static final Terms WITHOUT_BUDGET = new Terms(null, LOSS, END, END, null, null);
    private static final Terms LIVE = new Terms(BUDGET, LOSS, null, null, null, null);
    private static final Terms CLOSED_AT_100 = new Terms(BUDGET, LOSS, END, 100 * SECOND, 100 * SECOND, null);

    static Stream<Arguments> everyCase() {
        return Stream.of(
                of("on its way", PLANNED, line().created(10), 11, Fate.PENDING, null),
                of("within the budget", PLANNED, line().created(10).delivered(15), 20, Fate.DELIVERED, null),
                of("over the budget", PLANNED, line().created(10).delivered(16), 20, Fate.LATE, "over-budget"),
                of("no budget", WITHOUT_BUDGET, line().created(10).delivered(500), 501, Fate.DELIVERED, null),
                of("earlier than created", PLANNED, line().created(10).delivered(9), 20, Fate.DELIVERED, null),
                of("delivered, not yet told created", PLANNED, line().delivered(9), 20, Fate.DELIVERED, null),
                of("just before the deadline", PLANNED, line().created(10), 609, Fate.PENDING, null),
                of("at the deadline", PLANNED, line().created(10), 610, Fate.LOST, "not-stored"),
                of("stored only", PLANNED, line().created(10).stored(11), 610, Fate.LOST, "not-notified"),
                of("turned up", WITHOUT_BUDGET, line().created(10).delivered(611), 700, Fate.LATE, "after-it-was-lost"),
                of("absent, run not over", PLANNED, absent(), 999, Fate.PENDING, null),
                of("absent, last moment", PLANNED, absent(), 1599, Fate.PENDING, null),
                of("absent", PLANNED, absent(), 1600, Fate.LOST, Judge.ABSENT),
                of(
                        "made after it was lost",
                        PLANNED,
                        line().created(1601).delivered(1602),
                        1700,
                        Fate.LATE,
                        "after-it-was-lost"),
                of("made after it was lost, not here", PLANNED, line().created(1601), 1602, Fate.LOST, "not-stored"),
                of("live, on its way", LIVE, line().created(5000), 5001, Fate.PENDING, null),
                of("live, lost", LIVE, line().created(5000), 5600, Fate.LOST, "not-stored"),
                of("live, only stored is told", LIVE, line().stored(5000), 5600, Fate.LOST, "not-created"),
                of("live, only its name is told", LIVE, line(), 9999, Fate.PENDING, null),
                of("closed while on its way", CLOSED_AT_100, line().created(99), 101, Fate.LOST, "not-stored"),
                of("closed while absent", CLOSED_AT_100, absent(), 101, Fate.LOST, Judge.ABSENT),
                of("closed, came before", CLOSED_AT_100, line().created(98).delivered(99), 101, Fate.DELIVERED, null),
                of(
                        "closed, turned up",
                        CLOSED_AT_100,
                        line().created(99).delivered(101),
                        102,
                        Fate.LATE,
                        "after-it-was-lost"),
                of(
                        "refused at the source",
                        PLANNED,
                        line().created(10).refused(Failure.LOST, 12),
                        13,
                        Fate.LOST,
                        "told at 12"),
                of(
                        "refused, yet here",
                        PLANNED,
                        line().created(10).refused(Failure.LOST, 12).delivered(13),
                        14,
                        Fate.LATE,
                        "after-it-was-lost"),
                of(
                        "corrupted",
                        PLANNED,
                        line().created(10).givenUp(Failure.CORRUPTED, 12),
                        13,
                        Fate.CORRUPTED,
                        "told at 12"),
                of(
                        "corrupted stays so",
                        PLANNED,
                        line().created(10).givenUp(Failure.CORRUPTED, 12),
                        9999,
                        Fate.CORRUPTED,
                        "told at 12"),
                of(
                        "withheld",
                        PLANNED,
                        line().created(10).givenUp(Failure.WITHHELD, 12),
                        13,
                        Fate.WITHHELD,
                        "told at 12"),
                of(
                        "withheld, then delivered after all",
                        PLANNED,
                        line().created(10).givenUp(Failure.WITHHELD, 12).delivered(14),
                        15,
                        Fate.DELIVERED,
                        null),
                of(
                        "corrupted, then delivered over the budget",
                        PLANNED,
                        line().created(10).givenUp(Failure.CORRUPTED, 12).delivered(17),
                        18,
                        Fate.LATE,
                        "over-budget"),
                of(
                        "the follower's word counts before the source's",
                        PLANNED,
                        line().refused(Failure.LOST, 20).givenUp(Failure.CORRUPTED, 12),
                        30,
                        Fate.CORRUPTED,
                        "told at 12"),
                of(
                        "given up as lost",
                        PLANNED,
                        line().created(10).givenUp(Failure.LOST, 12),
                        13,
                        Fate.LOST,
                        "told at 12"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyCase")
    void aSecondHasOneFate(String name, Terms terms, ChunkLine line, long now, Fate fate, @Nullable String reason) {
        assertThat(new Judge(terms, now * SECOND).judge(line)).isEqualTo(new Verdict(fate, reason));
    }

    @Test
    void theTableHasEveryFate() {
        assertThat(everyCase().map(each -> each.get()[4]).distinct()).containsAll(List.of(Fate.values()));
    }

    private static Arguments of(
            String name, Terms terms, LineBuilder line, long now, Fate fate, @Nullable String reason) {
        return Arguments.of(name, terms, line.build(), now, fate, reason);
    }

    private static LineBuilder line() {
        return new LineBuilder("virgo:V-V1_HOFT_REPLAY_7K3Q-100-1.h5");
    }

    private static LineBuilder absent() {
        return new LineBuilder(null);
    }

    private static final class LineBuilder {
        private final @Nullable String did;
        private final Stamps stamps = new Stamps();
        private @Nullable Ending refused;
        private @Nullable Ending givenUp;

        LineBuilder(@Nullable String did) {
            this.did = did;
        }

        LineBuilder created(long second) {
            stamps.take(Stage.CREATED, second * SECOND, "ego");
            return this;
        }

        LineBuilder stored(long second) {
            stamps.take(Stage.STORED, second * SECOND, "ego");
            return this;
        }

        LineBuilder delivered(long second) {
            stamps.take(Stage.DELIVERED, second * SECOND, "cnaf");
            return this;
        }

        LineBuilder refused(Failure failure, long second) {
            refused = new Ending(failure, "told at " + second, second * SECOND);
            return this;
        }

        LineBuilder givenUp(Failure failure, long second) {
            givenUp = new Ending(failure, "told at " + second, second * SECOND);
            return this;
        }

        ChunkLine build() {
            return new ChunkLine(100, did, stamps, refused, givenUp, List.of(), Content.UNKNOWN);
        }
    }
}
