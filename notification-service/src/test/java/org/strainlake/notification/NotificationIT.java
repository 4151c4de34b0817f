package org.strainlake.notification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.journey.JourneyCodec;
import org.strainlake.journey.JourneyRecord;
import org.strainlake.journey.Stage;

/** The log: from the uploader's announcements to Kafka, with real Kafka and PostgreSQL. */
class NotificationIT {
    private static final Surroundings SURROUNDINGS = Surroundings.get();
    private static final String PROPRIETARY = "strainlake.events.virgo.proprietary";

    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start() {
        service = SURROUNDINGS.start(Map.of());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void anAnnouncementSentTwiceStandsInTheLogOnceAndUnchanged() throws Exception {
        var event = Chunks.stored("V-V1_TWICE-1000000000-3600", 1_000_000_001);
        var next = Chunks.stored("V-V1_TWICE-1000000000-3600", 1_000_000_002);

        SURROUNDINGS.announce(event);
        SURROUNDINGS.announce(event);
        SURROUNDINGS.announce(next);

        await().atMost(Duration.ofSeconds(30)).until(() -> !inLog(next).isEmpty());
        var found = inLog(event);
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().value()).isEqualTo(event.body());
        assertThat(found.getFirst().key()).asString(UTF_8).isEqualTo("virgo:V-V1_TWICE-1000000000-3600");
        assertThat(headers(found.getFirst())).isEqualTo(text(FeedCodec.headers(event)));
    }

    @Test
    void aFileThatIsToldWithTwoStorageElementsIsAttachedOnce() throws Exception {
        var first = Chunks.attached("V-V1_PLACES-1000000000-3600", 1_000_000_001);
        var second = Chunks.attached("V-V1_PLACES-1000000000-3600", 1_000_000_002);
        var last = Chunks.attached("V-V1_PLACES-1000000000-3600", 1_000_000_003);

        SURROUNDINGS.announce(first);
        SURROUNDINGS.announce(Chunks.at("CNAF-DISK", first));
        await().atMost(Duration.ofSeconds(30)).until(() -> indexed(first) == 1);
        SURROUNDINGS.announce(Chunks.at("CNAF-DISK", first));
        SURROUNDINGS.announce(Chunks.at("CNAF-DISK", second));
        SURROUNDINGS.announce(second);
        SURROUNDINGS.announce(last);

        await().atMost(Duration.ofSeconds(30)).until(() -> !inLog(last).isEmpty());
        assertThat(SURROUNDINGS.events(PROPRIETARY, first.subject()))
                .extracting(FeedEvent::id)
                .containsExactly(first.id());
        assertThat(SURROUNDINGS.events(PROPRIETARY, second.subject()))
                .extracting(FeedEvent::id)
                .containsExactly(Chunks.at("CNAF-DISK", second).id())
                .doesNotContain(second.id());
    }

    @Test
    void theBookIsToldWhenAChunkWasNotified() throws Exception {
        var event = Chunks.stored("V-V1_STAMP-1000000000-3600", 1_000_000_001);

        SURROUNDINGS.announce(event);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(SURROUNDINGS.all("strainlake.journey"))
                        .extracting(each -> JourneyCodec.read(each.value()))
                        .filteredOn(JourneyRecord.StagesReached.class::isInstance)
                        .map(JourneyRecord.StagesReached.class::cast)
                        .filteredOn(each -> each.did().equals(event.subject()))
                        .singleElement()
                        .satisfies(each -> {
                            assertThat(each.stamps()).containsOnlyKeys(Stage.NOTIFIED);
                            assertThat(each.clock()).isEqualTo("test");
                            assertThat(each.run()).isEqualTo("V1-hoft.7K3Q");
                        }));
    }

    @Test
    void aMalformedAnnouncementIsPutAsideAndBlocksNothing() throws Exception {
        var event = Chunks.stored("V-V1_AFTER-1000000000-3600", 1_000_000_001);

        SURROUNDINGS.send("strainlake.announcements.virgo", "no event".getBytes(UTF_8));
        SURROUNDINGS.send("strainlake.announcements.virgo", null);
        SURROUNDINGS.announce(event);

        await().atMost(Duration.ofSeconds(30)).until(() -> !inLog(event).isEmpty());
        assertThat(service.getBean(JdbcTemplate.class)
                        .queryForList(
                                "select reason from put_aside where body = ?",
                                String.class,
                                "no event".getBytes(UTF_8)))
                .singleElement()
                .asString()
                .contains("ce_");
    }

    @Test
    void aCrashBetweenLogAndIndexDoublesNothing() throws Exception {
        var event = Chunks.stored("V-V1_CRASH-1000000000-3600", 1_000_000_001);
        var next = Chunks.stored("V-V1_CRASH-1000000000-3600", 1_000_000_002);
        SURROUNDINGS.announce(event);
        await().atMost(Duration.ofSeconds(30)).until(() -> indexed(event) == 1);
        service.getBean(JdbcTemplate.class).update("delete from event where id = ?::uuid", event.id());
        service.close();
        service = SURROUNDINGS.start(Map.of());

        SURROUNDINGS.announce(event);
        SURROUNDINGS.announce(next);

        await().atMost(Duration.ofSeconds(30)).until(() -> !inLog(next).isEmpty());
        assertThat(inLog(event)).hasSize(1);
        await().atMost(Duration.ofSeconds(30)).until(() -> indexed(event) == 1);
    }

    private static int indexed(FeedEvent event) {
        return service.getBean(JdbcTemplate.class)
                .queryForList("select type from event where id = ?::uuid", String.class, event.id())
                .size();
    }

    private static List<ConsumerRecord<byte[], byte[]>> inLog(FeedEvent event) {
        return SURROUNDINGS.all(PROPRIETARY).stream()
                .filter(each -> event.id().equals(headers(each).get("ce_id")))
                .toList();
    }

    private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> each) {
        var headers = new HashMap<String, String>();
        each.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        return headers;
    }

    private static Map<String, String> text(Map<String, byte[]> headers) {
        var text = new HashMap<String, String>();
        headers.forEach((name, value) -> text.put(name, new String(value, UTF_8)));
        return text;
    }
}
