package org.strainlake.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.event.EventType;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.FileEntry;

/** What the comparison tells when the catalogue is odd, breaks off, or the service is started again. */
class ComparisonIT {
    private static final Surroundings SURROUNDINGS = Surroundings.get();
    private static final String PROPRIETARY = "strainlake.events.virgo.proprietary";
    private static final FakeCatalogue CATALOGUE = new FakeCatalogue();

    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start() {
        service = start("300ms");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void whatVanishedIsToldOnceAndWhatComesBackIsAttachedAnew() {
        var dataset = new DataIdentifier("virgo", "V-V1_COMES-1400000000-3600");
        var stays = file("V-V1_COMES-1400000001-1.h5");
        var leaves = file("V-V1_COMES-1400000002-1.h5");
        CATALOGUE.put(dataset, stays, leaves);
        awaitEvents(leaves, EventType.FILE_ATTACHED);

        CATALOGUE.put(dataset, stays);
        awaitEvents(leaves, EventType.FILE_ATTACHED, EventType.FILE_DETACHED);
        awaitOneMoreRound();
        CATALOGUE.put(dataset, stays, leaves);
        awaitEvents(leaves, EventType.FILE_ATTACHED, EventType.FILE_DETACHED, EventType.FILE_ATTACHED);
        CATALOGUE.put(dataset, stays);
        awaitEvents(
                leaves,
                EventType.FILE_ATTACHED,
                EventType.FILE_DETACHED,
                EventType.FILE_ATTACHED,
                EventType.FILE_DETACHED);

        assertThat(events(stays)).hasSize(1);
        assertThat(events(leaves)).allSatisfy(event -> {
            assertThat(event.source()).isEqualTo(FeedEvent.Source.RECONCILED);
            assertThat(event.dataset()).isEqualTo(dataset);
            assertThat(event.rse()).isEqualTo("CERN-PROMPT");
            assertThat(event.gpsStart()).isEqualTo(1_400_000_002);
            assertThat(event.detector()).isEqualTo("V1");
        });
        assertThat(events(leaves))
                .extracting(FeedEvent::id)
                .containsExactly(
                        id(EventType.FILE_ATTACHED, leaves, dataset, 0),
                        id(EventType.FILE_DETACHED, leaves, dataset, 0),
                        id(EventType.FILE_ATTACHED, leaves, dataset, 1),
                        id(EventType.FILE_DETACHED, leaves, dataset, 1));
    }

    @Test
    void aListThatBreaksOffTellsOfNothingThatVanishedAndHindersNoOtherDataset() {
        var dataset = new DataIdentifier("virgo", "V-V1_BROKEN-1400000000-3600");
        var first = file("V-V1_BROKEN-1400000001-1.h5");
        var second = file("V-V1_BROKEN-1400000002-1.h5");
        CATALOGUE.put(dataset, first, second);
        awaitEvents(second, EventType.FILE_ATTACHED);
        CATALOGUE.breakOff(dataset, true);
        long before = CATALOGUE.listings(dataset);

        patiently(() -> CATALOGUE.listings(dataset) > before + 10);
        awaitOneMoreRound();

        assertThat(events(second)).hasSize(1);
        CATALOGUE.breakOff(dataset, false);
    }

    @Test
    void theFilesOfADatasetThatIsNoMoreAreToldAsDetachedThoughItWasClosed() {
        var dataset = new DataIdentifier("virgo", "V-V1_GONE-1400000000-3600");
        var file = file("V-V1_GONE-1400000001-1.h5");
        CATALOGUE.put(dataset, file);
        CATALOGUE.close(dataset);
        awaitEvents(file, EventType.FILE_ATTACHED);
        patiently(() -> state(dataset).contains("finished"));

        CATALOGUE.remove(dataset);

        awaitEvents(file, EventType.FILE_ATTACHED, EventType.FILE_DETACHED);
        patiently(() -> state(dataset).contains("gone"));
    }

    @Test
    void aCatalogueThatContradictsItselfIsNotBelieved() {
        var dataset = new DataIdentifier("virgo", "V-V1_DOUBT-1400000000-3600");
        var file = file("V-V1_DOUBT-1400000001-1.h5");
        CATALOGUE.put(dataset, file);
        awaitEvents(file, EventType.FILE_ATTACHED);

        CATALOGUE.contradictItselfAbout(dataset);
        awaitOneMoreRound();
        awaitOneMoreRound();

        assertThat(events(file)).hasSize(1);
    }

    @Test
    void sinceWhenAFileIsMissingIsKnownAfterARestart() {
        var dataset = new DataIdentifier("virgo", "V-V1_PATIENT-1400000000-3600");
        var file = file("V-V1_PATIENT-1400000001-1.h5");
        service.close();
        try {
            service = start("1h");
            CATALOGUE.put(dataset, file);
            patiently(() -> suspected(file).contains("missing"));
            long listings = CATALOGUE.listings(dataset);
            patiently(() -> CATALOGUE.listings(dataset) > listings + 2);
            assertThat(events(file)).isEmpty();
            service.close();

            service = start("1h");
            jdbc().update(
                            "update suspect set since = since - interval '1 hour' where name = ?",
                            file.did().name());

            awaitEvents(file, EventType.FILE_ATTACHED);
            patiently(() -> suspected(file).isEmpty());
        } finally {
            service.close();
            service = start("300ms");
        }
    }

    private static List<String> suspected(FileEntry file) {
        return jdbc().queryForList(
                        "select kind from suspect where name = ?",
                        String.class,
                        file.did().name());
    }

    private static List<String> state(DataIdentifier dataset) {
        return jdbc().queryForList(
                        "select state from compared_dataset where dataset = ?", String.class, dataset.toString());
    }

    private static JdbcTemplate jdbc() {
        return service.getBean(JdbcTemplate.class);
    }

    private static void awaitEvents(FileEntry file, String... types) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(events(file)).extracting(FeedEvent::type).containsExactly(types));
    }

    /** Until a file that appeared after this call has its event. */
    private static void awaitOneMoreRound() {
        var probe = file("probe-" + System.nanoTime());
        CATALOGUE.put(new DataIdentifier("virgo", "dataset-of-" + probe.did().name()), probe);
        awaitEvents(probe, EventType.FILE_ATTACHED);
    }

    private static List<FeedEvent> events(FileEntry file) {
        return SURROUNDINGS.events(PROPRIETARY, file.did());
    }

    private static String id(String type, FileEntry file, DataIdentifier dataset, int generation) {
        return FeedCodec.fileId(type, file.did(), dataset, "CERN-PROMPT", generation);
    }

    private static FileEntry file(String name) {
        return new FileEntry(new DataIdentifier("virgo", name), 3, Adler32Checksum.of(new byte[] {1, 2, 3}));
    }

    private static ConfigurableApplicationContext start(String grace) {
        return SURROUNDINGS.start(
                Map.of(
                        "strainlake.reconcile.interval", "100ms",
                        "strainlake.reconcile.grace", grace,
                        "strainlake.reconcile.datasets", "virgo:*",
                        "strainlake.reconcile.rses", "CERN-PROMPT"),
                WithCatalogue.class);
    }

    private static void patiently(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(60)).until(condition);
    }

    @TestConfiguration
    static class WithCatalogue {
        @Bean
        FakeCatalogue catalogue() {
            return CATALOGUE;
        }
    }
}
