package org.strainlake.latency.store;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.strainlake.journey.Stage;
import org.strainlake.latency.store.JourneyBatch.DeliveryFacts;
import org.strainlake.latency.store.JourneyBatch.DeliveryKey;

/** Writes rows of table {@code delivery}. */
final class DeliveryWriter {
    private static final List<Stage> STAGES = List.of(Stage.FETCHED, Stage.VERIFIED, Stage.DELIVERED);
    private static final String MERGE = "ON CONFLICT (run, follower, gps_start) DO UPDATE SET "
            + STAGES.stream().map(Columns::earlier).collect(Collectors.joining(", ")) + ", " + Columns.laterEnding();

    private DeliveryWriter() {}

    static void write(JdbcTemplate jdbc, Map<DeliveryKey, DeliveryFacts> deliveries) {
        if (deliveries.isEmpty()) {
            return;
        }
        var columns = new Columns();
        deliveries.forEach((key, delivery) -> {
            columns.text("run", key.run());
            columns.text("follower", key.follower());
            columns.number("gps_start", key.gpsStart());
            STAGES.forEach(stage -> columns.stamp(stage, delivery.stamps));
            columns.ending(delivery.ending);
        });
        columns.insert(jdbc, "delivery", MERGE);
    }
}
