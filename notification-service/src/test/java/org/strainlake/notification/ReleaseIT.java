package org.strainlake.notification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.strainlake.embargo.Embargo;
import org.strainlake.event.FeedEvent;
import org.strainlake.lake.DidPattern;
import tools.jackson.databind.JsonNode;

/** Embargoes are lifted while two instances run, as processes, with real Kafka and PostgreSQL and real tokens. */
class ReleaseIT {
    private static final String PUBLIC = "strainlake.events.virgo.public";
    private static final String PROPRIETARY = "strainlake.events.virgo.proprietary";
    private static final String LIFTED = "embargo_lifted";
    private static final Instant RELEASED = Instant.parse("2026-11-24T12:00:00Z");

    private static Surroundings surroundings;
    private static Issuer issuer;
    private static String member;
    private static String partner;
    private static String stranger;
    private static ServiceProcess one;
    private static ServiceProcess other;

    @BeforeAll
    static void start() throws Exception {
        surroundings = new Surroundings();
        issuer = new Issuer();
        member = issuer.ofGroups(Instant.now().plusSeconds(3600), "/virgo");
        partner = issuer.ofGroups(Instant.now().plusSeconds(3600), "/ligo");
        stranger = issuer.ofGroups(Instant.now().plusSeconds(3600), "/kagra");
        var settings = Map.<String, Object>of(
                "strainlake.token.resource.issuers[0].issuer", issuer.name(),
                "strainlake.token.resource.issuers[0].jwks-uri", issuer.keys());
        one = surroundings.startProcess("one", settings);
        other = surroundings.startProcess("other", settings);
        patiently(() -> one.isReady() && other.isReady() && one.isWriter() != other.isWriter());
    }

    @AfterAll
    static void stop() throws Exception {
        one.close();
        other.close();
        issuer.close();
        surroundings.close();
    }

    @Test
    void everybodyHearsThePastAfterTheReleaseAndNobodyHearsAnythingTwice() throws Exception {
        surroundings.publish(embargo("V1-past", 1, List.of(), null));
        var past = announced("V-V1_PAST-1310000000-3600", 1_310_000_000, 300);
        var closed = announced("V-V1_STILLCLOSED-1310000000-3600", 1_310_000_000, 20);
        patiently(() ->
                ids(PROPRIETARY).containsAll(idsOf(past)) && ids(PROPRIETARY).containsAll(idsOf(closed)));

        try (var ofMember = reader("", member);
                var ofPartner = reader("", partner);
                var ofStranger = reader("", stranger);
                var ofAnybody = reader("", null)) {
            patiently(() -> ofMember.eventIds().containsAll(idsOf(past)));
            assertThat(ofStranger.events()).noneMatch(each -> isOf("V-V1_PAST", each) || isOf("V-V1_STILL", each));
            surroundings.publish(embargo("V1-past", 2, List.of(), RELEASED));

            patiently(() -> ofStranger.eventIds().containsAll(idsOf(past))
                    && ofAnybody.eventIds().containsAll(idsOf(past)));
            var after = announced("V-V1_PAST-1310000000-3600", 1_310_001_000, 5);
            var all = new ArrayList<>(idsOf(past));
            all.addAll(idsOf(after));
            for (var reader : List.of(ofMember, ofPartner, ofStranger, ofAnybody)) {
                patiently(() -> reader.eventIds().containsAll(idsOf(after)));
                assertThat(reader.events())
                        .filteredOn(each -> isOf("V-V1_PAST", each))
                        .extracting(each -> each.path("id").asString())
                        .containsExactlyElementsOf(all);
                assertThat(reader.events())
                        .filteredOn(each ->
                                each.at("/data/payload/embargo").asString().equals("streams/V1-past"))
                        .hasSize(1);
            }
            assertThat(ofAnybody.events())
                    .noneMatch(each -> isOf("V-V1_STILL", each))
                    .filteredOn(each -> isOf("V-V1_PAST", each))
                    .allSatisfy(each ->
                            assertThat(each.path("visibility").asString()).isEqualTo("public"));
            assertThat(ofAnybody.eventIds().indexOf(lifted("V1-past", ofAnybody)))
                    .isLessThan(ofAnybody.eventIds().indexOf(past.getFirst().id()));
            assertThat(bodies(PUBLIC, past)).isEqualTo(bodies(PROPRIETARY, past));
        }
    }

    @Test
    void whenTheWriterIsKilledWhileMembersAreToldOfWhatIsReleasedEverybodyHearsEachEventOnce() throws Exception {
        surroundings.publish(embargo("V1-comes", 1, List.of(), RELEASED));
        var told = IntStream.range(0, 400)
                .mapToObj(i -> Chunks.stored("V-V1_COMES-1360000000-3600", 1_360_000_000 + i))
                .toList();
        var writer = one.isWriter() ? one : other;

        try (var ofMember = reader("dataset=virgo:V-V1_COMES*", member);
                var ofStranger = reader("dataset=virgo:V-V1_COMES*", stranger);
                var announcer = Announcer.start(surroundings, told)) {
            patiently(() -> ofStranger.events().size() > 100);
            writer.kill();
            announcer.awaitEnd();

            for (var reader : List.of(ofMember, ofStranger)) {
                patiently(() -> reader.eventIds().containsAll(idsOf(told)));
                assertThat(reader.eventIds()).containsExactlyInAnyOrderElementsOf(idsOf(told));
            }
            assertThat(ids(PUBLIC)).filteredOn(idsOf(told)::contains).doesNotHaveDuplicates();
        } finally {
            writer.startAgain();
            patiently(() -> one.isReady() && other.isReady() && one.isWriter() != other.isWriter());
        }
    }

    @Test
    void whatATellerThatHasNotHeardOfTheReleaseTellsToMembersIsToldToEverybodyAtOnce() throws Exception {
        surroundings.publish(embargo("V1-late", 1, List.of(), RELEASED));
        var gps = new AtomicLong(1_350_000_000);

        patiently(() -> {
            var told = announced("V-V1_LATE-1350000000-3600", gps.getAndIncrement(), 1);
            patiently(() -> ids(PUBLIC).containsAll(idsOf(told)));
            return !ids(PROPRIETARY).contains(told.getFirst().id());
        });
    }

    @Test
    void whoBeginsOrGoesOnAfterTheReleaseHearsWhatOthersHeardBefore() throws Exception {
        surroundings.publish(embargo("V1-again", 1, List.of(), null));
        var past = announced("V-V1_AGAIN-1370000000-3600", 1_370_000_000, 20);
        patiently(() -> ids(PROPRIETARY).containsAll(idsOf(past)));
        surroundings.publish(embargo("V1-again", 2, List.of(), RELEASED));
        patiently(() -> ids(PUBLIC).containsAll(idsOf(past)));

        for (var token : new String[] {member, partner, stranger, null}) {
            try (var reader = reader("dataset=virgo:V-V1_AGAIN*", token)) {
                patiently(() -> reader.eventIds().containsAll(idsOf(past)));
                assertThat(reader.eventIds()).containsExactlyElementsOf(idsOf(past));
            }
        }
    }

    @Test
    void whoListensWhenAnExperimentsFirstReleaseComesHearsOfItToo() throws Exception {
        try (var ofAnybody = reader("", null)) {
            patiently(() -> ofAnybody.streams() > 0);
            surroundings.publish(new Embargo(
                    "streams/L1-first",
                    "closed-00000001",
                    1,
                    "ligo",
                    List.of(DidPattern.parse("ligo:L-L1_FIRST-*")),
                    List.of("/ligo"),
                    null,
                    false,
                    List.of(),
                    RELEASED));

            patiently(() -> ofAnybody.events().stream()
                    .anyMatch(
                            each -> each.at("/data/payload/embargo").asString().equals("streams/L1-first")));
        }
    }

    @Test
    void anIntervalThatIsReleasedEarlyIsHeardAndNothingBesideIt() throws Exception {
        var told = announced("V-V1_EARLY-1320000000-3600", 1_320_000_000, 30);
        patiently(() -> ids(PROPRIETARY).containsAll(idsOf(told)));

        surroundings.publish(embargo("V1-early", 1, List.of(new Embargo.Early(1_320_000_010, 1_320_000_012)), null));

        try (var ofAnybody = reader("dataset=virgo:V-V1_EARLY*", null)) {
            patiently(() -> ofAnybody.events().size() == 2);
            surroundings.publish(
                    embargo("V1-early", 2, List.of(new Embargo.Early(1_320_000_010, 1_320_000_013)), null));
            patiently(() -> ofAnybody.events().size() == 3);
            assertThat(ofAnybody.eventIds())
                    .containsExactlyElementsOf(idsOf(told).subList(10, 13));
        }
    }

    @Test
    void whenTheWriterIsKilledWhileItTellsThePastTheOtherTellsTheRestAndNothingTwice() throws Exception {
        var told = announced("V-V1_KILLEDPAST-1330000000-86400", 1_330_000_000, 6000);
        patiently(() -> ids(PROPRIETARY).containsAll(idsOf(told)));
        var writer = one.isWriter() ? one : other;

        surroundings.publish(embargo("V1-killedpast", 1, List.of(), RELEASED));
        patiently(() -> ids(PUBLIC).contains(told.get(200).id()));
        writer.kill();

        try {
            patiently(() -> ids(PUBLIC).containsAll(idsOf(told)));
            assertThat(ids(PUBLIC)).filteredOn(idsOf(told)::contains).containsExactlyElementsOf(idsOf(told));
            assertThat(surroundings.events(PUBLIC, null))
                    .filteredOn(each -> new String(each.body(), UTF_8).contains("V1-killedpast"))
                    .hasSize(1);
        } finally {
            writer.startAgain();
            patiently(() -> one.isReady() && other.isReady() && one.isWriter() != other.isWriter());
        }
    }

    @Test
    void whileKafkaIsAwayHealthSaysThatEmbargoesMayHaveChangedUnseen() throws Exception {
        patiently(() -> one.says("embargoes", "UP"));

        surroundings.stopKafka();
        try {
            patiently(() -> one.says("embargoes", "DOWN"));
        } finally {
            surroundings.startKafka();
        }

        patiently(() -> one.says("embargoes", "UP") && other.says("embargoes", "UP"));
        patiently(() -> one.isReady() && other.isReady() && one.isWriter() != other.isWriter());
    }

    @Test
    void whatIsToldOfAReleaseByAnybodyButTheLogItselfIsPutAside() throws Exception {
        var forged = Chunks.stored("V-V1_FORGED-1340000000-3600", 1_340_000_000);
        surroundings.announce(forged.released(RELEASED));
        var honest = announced("V-V1_FORGED-1340000000-3600", 1_340_000_001, 1);

        patiently(() -> ids(PROPRIETARY).containsAll(idsOf(honest)));
        assertThat(ids(PUBLIC)).doesNotContain(forged.id());
        assertThat(ids(PROPRIETARY)).doesNotContain(forged.id());
    }

    private static Embargo embargo(String stream, long version, List<Embargo.Early> early, @Nullable Instant released) {
        var name = stream.substring("V1-".length()).toUpperCase(Locale.ROOT);
        return new Embargo(
                "streams/" + stream,
                "closed-7f3a90c2",
                version,
                "virgo",
                List.of(DidPattern.parse("virgo:V-V1_" + name + "-*")),
                List.of("/virgo", "/ligo"),
                null,
                false,
                early,
                released);
    }

    private static List<FeedEvent> announced(String dataset, long gps, int count) throws Exception {
        var events = IntStream.range(0, count)
                .mapToObj(i -> Chunks.stored(dataset, gps + i))
                .toList();
        for (var event : events) {
            surroundings.announce(event);
        }
        return events;
    }

    private static StubbornReader reader(String query, @Nullable String token) {
        return new StubbornReader(List.of(one, other), query, token);
    }

    private static boolean isOf(String dataset, JsonNode event) {
        return event.path("dataset").asString().startsWith("virgo:" + dataset);
    }

    private static String lifted(String stream, StubbornReader reader) {
        return reader.events().stream()
                .filter(each -> each.path("type").asString().equals(LIFTED))
                .filter(each -> each.at("/data/payload/embargo").asString().equals("streams/" + stream))
                .map(each -> each.path("id").asString())
                .findFirst()
                .orElseThrow();
    }

    private static List<String> idsOf(List<FeedEvent> events) {
        return events.stream().map(FeedEvent::id).toList();
    }

    private static List<String> ids(String topic) {
        return surroundings.all(topic).stream().map(ReleaseIT::id).toList();
    }

    private static List<String> bodies(String topic, List<FeedEvent> events) {
        var wanted = idsOf(events);
        return surroundings.all(topic).stream()
                .filter(each -> wanted.contains(id(each)))
                .map(each -> new String(each.value(), UTF_8))
                .toList();
    }

    private static String id(ConsumerRecord<byte[], byte[]> each) {
        return new String(each.headers().lastHeader("ce_id").value(), UTF_8);
    }

    private static void patiently(Callable<Boolean> condition) {
        await().atMost(Duration.ofMinutes(3)).until(condition);
    }
}
