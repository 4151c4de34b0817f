package org.strainlake.latency.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.strainlake.latency.store.ChunkLine;
import org.strainlake.latency.store.Content;
import org.strainlake.latency.store.Stamps;

class PlannedLinesTest {
    private final List<String> lines = new ArrayList<>();

    @Test
    void everyPlannedSecondHasOneLine() {
        read(new PlannedLines(100, 110, 1, this::note), 101, 102, 105);

        assertThat(lines).containsExactly("-100", "101", "102", "-103", "-104", "105", "-106", "-107", "-108", "-109");
    }

    @Test
    void aRunOfWhichNothingIsKnownIsAbsentThroughout() {
        read(new PlannedLines(100, 112, 4, this::note));

        assertThat(lines).containsExactly("-100", "-104", "-108");
    }

    @Test
    void whatNobodyPlannedIsShownToo() {
        read(new PlannedLines(100, 108, 4, this::note), 98, 102, 104, 120);

        assertThat(lines).containsExactly("98", "-100", "102", "104", "120");
    }

    private static void read(PlannedLines planned, long... known) {
        for (long gps : known) {
            planned.accept(new ChunkLine(gps, "virgo:x", new Stamps(), null, null, List.of(), Content.UNKNOWN));
        }
        planned.finish();
    }

    private void note(ChunkLine line) {
        lines.add((line.did() == null ? "-" : "") + line.gpsStart());
    }
}
