package org.strainlake.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class FeedCodecTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Instant TIME = Instant.parse("2026-11-23T07:09:07.741947123Z");

    @Test
    void whatIsWrittenToHeadersAndBodyIsReadBack() throws IOException {
        var event = event();

        var read = FeedCodec.read(FeedCodec.headers(event)::get, event.body());

        assertThat(read).usingRecursiveComparison().isEqualTo(event);
        assertThat(FeedCodec.payload(read)).isEqualTo(FeedCodec.payload(event));
    }

    @Test
    void theBodyIsTheSampleThatConsumersRead() throws IOException {
        assertThat(JSON.readTree(event().body())).isEqualTo(JSON.readTree(sample()));
    }

    @Test
    void headersAreCloudEventsInBinaryMode() throws IOException {
        var headers = FeedCodec.headers(event());

        assertThat(text(headers.get("ce_specversion"))).isEqualTo("1.0");
        assertThat(text(headers.get("ce_type"))).isEqualTo("chunk-stored");
        assertThat(text(headers.get("ce_subject"))).isEqualTo("virgo:V-V1_HOFT_REPLAY_7K3Q-1167559920-1.h5");
        assertThat(text(headers.get("ce_visibility"))).isEqualTo("proprietary");
        assertThat(text(headers.get("ce_gpsstart"))).isEqualTo("1167559920");
        assertThat(text(headers.get("content-type"))).isEqualTo("application/json");
        assertThat(headers.keySet()).allMatch(name -> name.matches("content-type|ce_[a-z0-9]{1,20}"));
    }

    @Test
    void aDetachmentNamesFileDatasetAndStorageElementInRuciosForm() throws IOException {
        var payload = FeedCodec.payload(event());

        var detached = FeedCodec.detached(
                FeedEvent.Source.RECONCILED,
                TIME,
                "virgo",
                true,
                payload.did(),
                payload.datasetDid(),
                "CERN-PROMPT",
                1);

        assertThat(JSON.readTree(detached.body())).isEqualTo(JSON.readTree("""
                {"event_type": "file_detached_dts", "created_at": "2026-11-23 07:09:07.741947", "payload": {
                  "scope": "virgo", "name": "V-V1_HOFT_REPLAY_7K3Q-1167559920-1.h5",
                  "datasetScope": "virgo", "dataset": "%s", "dst-rse": "CERN-PROMPT"}}
                """.formatted(payload.dataset())));
        assertThat(detached.id())
                .isEqualTo(FeedCodec.fileId(
                        EventType.FILE_DETACHED, payload.did(), payload.datasetDid(), "CERN-PROMPT", 1));
        assertThat(FeedCodec.read(FeedCodec.headers(detached)::get, detached.body()))
                .usingRecursiveComparison()
                .isEqualTo(detached);
    }

    @Test
    void theSameHappeningHasTheSameIdAndAnotherHasAnother() throws IOException {
        var event = event();
        var payload = FeedCodec.payload(event);
        var did = payload.did();
        var dataset = payload.datasetDid();

        assertThat(FeedCodec.fileId("chunk-stored", did, dataset, "CERN-PROMPT", 0))
                .isEqualTo(event.id());
        assertThat(FeedCodec.fileId("chunk-stored", did, dataset, "CERN-PROMPT", 1))
                .isNotEqualTo(event.id());
        assertThat(FeedCodec.fileId("file_attached_dts", did, dataset, "CERN-PROMPT", 0))
                .isNotEqualTo(event.id());
        assertThat(FeedCodec.bodyId(sample())).isEqualTo(FeedCodec.bodyId(sample()));
    }

    @Test
    void aMessageWithoutARequiredHeaderIsRefusedByItsName() throws IOException {
        var headers = FeedCodec.headers(event());
        headers.remove("ce_experiment");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> FeedCodec.read(headers::get, sample()))
                .withMessageContaining("ce_experiment");
    }

    /** What a reader cannot place is not public. */
    @Test
    void anUnknownVisibilityIsProprietary() throws IOException {
        var headers = FeedCodec.headers(event());
        headers.put("ce_visibility", "PUBLIC".getBytes(StandardCharsets.UTF_8));

        assertThat(FeedCodec.read(headers::get, sample()).proprietary()).isTrue();
    }

    private static FeedEvent event() throws IOException {
        var payload = JSON.treeToValue(JSON.readTree(sample()).path("payload"), FilePayload.class);
        return FeedCodec.ofFile(
                EventType.CHUNK_STORED, FeedEvent.Source.ANNOUNCED, TIME, "virgo", true, payload, 0, "V1");
    }

    private static byte[] sample() throws IOException {
        try (var file = FeedCodecTest.class.getResourceAsStream("/samples/chunk-stored.json")) {
            return file.readAllBytes();
        }
    }

    private static String text(byte[] header) {
        return new String(header, StandardCharsets.UTF_8);
    }
}
