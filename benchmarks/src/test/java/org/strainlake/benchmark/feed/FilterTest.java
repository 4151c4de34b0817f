package org.strainlake.benchmark.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FilterTest {
    private static final Map<String, String> EVENT = Map.of(
            "experiment", "virgo",
            "detector", "V1",
            "subject", "virgo:V-V1_HOFT-10-1.h5",
            "dataset", "virgo.data:V-V1_HOFT-0-3600",
            "gpsstart", "10",
            "gpsseconds", "2");

    @Test
    void valuesOfOneNameAreAlternativesAndNamesMustAllHold() {
        assertThat(passes("detector", "H1", "detector", "V1")).isTrue();
        assertThat(passes("detector", "V1", "experiment", "ligo")).isFalse();
        assertThat(passes()).isTrue();
    }

    @Test
    void whatAnEventLacksIsNotPassed() {
        assertThat(passes("rse", "CERN-PROMPT")).isFalse();
        assertThat(passes("container", "*")).isFalse();
    }

    @Test
    void aScopeIsTheFilesOrTheDatasets() {
        assertThat(passes("scope", "virgo")).isTrue();
        assertThat(passes("scope", "virgo.data")).isTrue();
        assertThat(passes("scope", "vir")).isFalse();
    }

    @Test
    void aStarInAPatternStandsForAnyRunOfCharacters() {
        assertThat(passes("dataset", "virgo.data:*_HOFT-*")).isTrue();
        assertThat(passes("dataset", "virgoXdata:*")).isFalse();
        assertThat(passes("dataset", "none", "dataset", "*-3600")).isTrue();
    }

    @Test
    void anIntervalPassesWhatOverlapsIt() {
        assertThat(passes("gps-start", "11", "gps-end", "20")).isTrue();
        assertThat(passes("gps-start", "12", "gps-end", "20")).isFalse();
        assertThat(passes("gps-start", "5", "gps-end", "10")).isFalse();
        assertThat(passes("gps-start", "5", "gps-end", "11")).isTrue();
    }

    @Test
    void theQueryNamesEveryValue() {
        assertThat(Filter.of("rse", "A", "dataset", "virgo:*").and("rse", "B").query())
                .isEqualTo("dataset=virgo%3A*&rse=B");
        assertThat(Filter.of("rse", "A", "rse", "B").query()).isEqualTo("rse=A&rse=B");
    }

    private static boolean passes(String... parametersAndValues) {
        return Filter.of(parametersAndValues).passes(EVENT::get);
    }
}
