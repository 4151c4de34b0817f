package org.strainlake.benchmark.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AudienceTest {
    private static final Announcements ANNOUNCEMENTS =
            new Announcements(1000, "TEST", InstantSource.fixed(Instant.parse("2026-11-23T07:09:07.741947123Z")));

    @Test
    void eachEventIsWantedByExactlyAsManyReadersAsIsSaid() {
        var filters = Audience.filters(ANNOUNCEMENTS);

        for (int number = 0; number < ANNOUNCEMENTS.count(); number++) {
            var attributes = Announcements.attributes(ANNOUNCEMENTS.event(number));
            assertThat(filters.stream().filter(filter -> filter.passes(attributes::get)))
                    .hasSize(Audience.WANTED_BY);
        }
    }

    @Test
    void sixtyReadersAskForDifferentThingsAndTenReadKafka() {
        var queries =
                Audience.filters(ANNOUNCEMENTS).stream().map(Filter::query).toList();

        assertThat(queries).hasSize(60).doesNotHaveDuplicates();
        assertThat(IntStream.range(0, 60).filter(Audience::readsKafka)).hasSize(10);
    }

    @Test
    void everyReaderWantsSomething() {
        var filters = Audience.filters(ANNOUNCEMENTS);
        var wanted = new HashMap<Integer, Integer>();
        for (int number = 0; number < ANNOUNCEMENTS.count(); number++) {
            var attributes = Announcements.attributes(ANNOUNCEMENTS.event(number));
            for (int place = 0; place < filters.size(); place++) {
                wanted.merge(place, filters.get(place).passes(attributes::get) ? 1 : 0, Integer::sum);
            }
        }

        assertThat(wanted.values()).allMatch(count -> count > 0);
    }

    @Test
    void eachEventHasAnIdOfItsOwnAndOneDatasetEndsInTheRun() {
        var ids = new HashSet<String>();
        var datasets = new HashSet<String>();
        for (int number = 0; number < ANNOUNCEMENTS.count(); number++) {
            ids.add(ANNOUNCEMENTS.event(number).id());
            datasets.add(ANNOUNCEMENTS.dataset(number));
        }

        assertThat(ids).hasSize(ANNOUNCEMENTS.count());
        assertThat(datasets).hasSize(2 * 12);
    }
}
