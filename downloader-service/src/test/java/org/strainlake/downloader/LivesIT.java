package org.strainlake.downloader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.strainlake.journey.Deviation;
import org.strainlake.journey.JourneyRecord.DeviationSeen;

/** How a service learns that an earlier life of it ended without saying so. */
class LivesIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String LEFT_BEHIND = """
            INSERT INTO service_life (life, host, pid, began, seen)
            VALUES (?, ?, ?, 0, now() - make_interval(secs => ?))""";

    @Test
    void aLifeThatLeftItsRowIsToldOfOnceAndAnOrderlyEndLeavesNone(@TempDir Path directory) throws Exception {
        var lake = new FakeLake();
        try (var site = Site.start(directory)) {
            try (var first = site.service(lake)) {
                await().atMost(LONG).until(() -> lives(first.getBean(JdbcTemplate.class)), lives -> lives.size() == 1);
            }
            try (var second = site.service(lake)) {
                var jdbc = second.getBean(JdbcTemplate.class);
                await().atMost(LONG).until(() -> lives(jdbc), lives -> lives.size() == 1);
                assertThat(ended(site)).as("the first ended as it should").isEmpty();

                var here = jdbc.queryForObject("SELECT host FROM service_life", String.class);
                jdbc.update(
                        LEFT_BEHIND,
                        "killed here",
                        here,
                        ProcessHandle.current().pid(),
                        1);
                await().atMost(LONG).until(() -> !ended(site).isEmpty());
                assertThat(ended(site).getFirst()).satisfies(told -> {
                    assertThat(told.seenBy()).isEqualTo("downloader");
                    assertThat(told.where()).isEqualTo("downloader");
                    assertThat(Duration.between(told.from(), told.until()))
                            .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
                });
                assertThat(lives(jdbc)).doesNotContain("killed here");

                jdbc.update(LEFT_BEHIND, "lives elsewhere", "elsewhere", 1, 0);
                // nobody renews this row: it grows old
                await().atMost(LONG).until(() -> lives(jdbc), lives -> lives.size() == 1);
                await().atMost(LONG)
                        .until(() -> ended(site).stream()
                                        .map(DeviationSeen::until)
                                        .distinct()
                                        .count()
                                == 2);
            }
        }
    }

    private static List<String> lives(JdbcTemplate jdbc) {
        return jdbc.queryForList("SELECT life FROM service_life", String.class);
    }

    private static List<DeviationSeen> ended(Site site) {
        return site.journey().stream()
                .filter(DeviationSeen.class::isInstance)
                .map(DeviationSeen.class::cast)
                .filter(seen -> seen.deviation() == Deviation.SERVICE_ENDED)
                .toList();
    }
}
