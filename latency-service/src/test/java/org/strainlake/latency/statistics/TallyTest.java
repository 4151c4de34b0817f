package org.strainlake.latency.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.strainlake.journey.Stage;
import org.strainlake.latency.store.ChunkLine;
import org.strainlake.latency.store.Content;
import org.strainlake.latency.store.Plan;
import org.strainlake.latency.store.Plans;
import org.strainlake.latency.store.Stamps;

/** Sums of parts, kept as bytes, are the sum of the whole. */
class TallyTest {
    private static final List<Fate> FATES = List.of(Fate.values());
    private static final Plan PLAN = Plans.live(0, 315_964_801_000_000_000L);
    private static final List<Leg> ALL = Leg.of(PLAN);

    @ParameterizedTest(name = "{0} lines a part")
    @ValueSource(ints = {1, 2, 3, 700})
    void partsThatWereKeptMergeToTheWholeExactly(int size) {
        var random = new Random(size);
        var whole = new Tally(PLAN, ALL);
        var merged = new Tally(PLAN, ALL);
        var mergedAtOnce = new Tally(PLAN, ALL);
        for (int part = 0; part < 5; part++) {
            var tally = new Tally(PLAN, ALL);
            for (int i = 0; i < size; i++) {
                var line = line(random);
                var verdict = new Verdict(FATES.get(random.nextInt(FATES.size())), null);
                whole.take(line, verdict);
                tally.take(line, verdict);
            }
            merged.add(tally.encoded());
            mergedAtOnce.add(tally);
        }

        assertThat(merged.book(true)).isEqualTo(whole.book(true));
        assertThat(mergedAtOnce.book(true)).isEqualTo(whole.book(true));
        assertThat(merged.legs())
                .usingRecursiveComparison()
                .withComparatorForType((a, b) -> Math.abs(a - b) < 1e-9 ? 0 : 1, Double.class)
                .isEqualTo(whole.legs());
        assertThat(mergedAtOnce.legs()).isEqualTo(merged.legs());
    }

    @Test
    void aTallyThatWasClearedIsLikeANewOne() {
        var random = new Random(1);
        var used = new Tally(PLAN, ALL);
        for (int i = 0; i < 10; i++) {
            used.take(line(random), new Verdict(Fate.LATE, null));
        }

        used.clear();

        assertThat(used.encoded()).isEqualTo(new Tally(PLAN, ALL).encoded());
        var line = line(random);
        var fresh = new Tally(PLAN, ALL);
        fresh.take(line, new Verdict(Fate.DELIVERED, null));
        used.take(line, new Verdict(Fate.DELIVERED, null));
        assertThat(used.legs()).isEqualTo(fresh.legs());
    }

    @Test
    void ofAKeptSumOnlyTheLegsWantedAreTaken() {
        var kept = new Tally(PLAN, ALL);
        kept.take(line(new Random(1)), new Verdict(Fate.DELIVERED, null));
        var one = new Tally(PLAN, List.of(Leg.CREATED_DELIVERED));

        one.add(kept.encoded());

        assertThat(one.legs()).hasSize(1);
        assertThat(one.expected()).isEqualTo(1);
    }

    private static ChunkLine line(Random random) {
        var stamps = new Stamps();
        for (var stage : Stage.values()) {
            if (random.nextInt(10) > 0) {
                stamps.take(stage, random.nextLong(50_000_000_000L), "ego");
            }
        }
        return new ChunkLine(0, "virgo:a", stamps, null, null, List.of(), Content.UNKNOWN);
    }
}
