package org.strainlake.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.checksum.Sha256Checksum;
import org.strainlake.lake.DataIdentifier;

/**
 * The payload of {@code chunk-stored} and {@code file_attached_dts}, in the words of Rucio's
 * {@code transfer-done}, with what a reader of strain needs beside them.
 *
 * @param scope scope of the file
 * @param name name of the file
 * @param datasetScope scope of its dataset
 * @param dataset name of its dataset
 * @param rse storage element that holds it
 * @param url where to GET it
 * @param bytes size
 * @param adler32 checksum, 8 hex digits
 * @param sha256 checksum of the bytes; null when found in the catalogue, which knows none
 * @param chunk what strain it holds; null for a file that is no chunk of ours
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FilePayload(
        String scope,
        String name,
        String datasetScope,
        String dataset,
        @JsonProperty("dst-rse") String rse,
        @JsonProperty("dst-url") @Nullable URI url,
        long bytes,
        @JsonProperty("checksum-adler") Adler32Checksum adler32,
        @Nullable Sha256Checksum sha256,
        @Nullable Chunk chunk) {

    /** The file's DID. */
    public DataIdentifier did() {
        return new DataIdentifier(scope, name);
    }

    /** Its dataset's DID. */
    public DataIdentifier datasetDid() {
        return new DataIdentifier(datasetScope, dataset);
    }

    /**
     * The strain in the file.
     *
     * @param run run of the stream, as in the journey records
     * @param stream stream it belongs to
     * @param channel channel, such as {@code V1:Hrec_hoft_16384Hz}
     * @param gpsStart GPS second at which it starts
     * @param seconds how long it is
     * @param sampleRateHz samples a second
     * @param created when the uploader had it
     * @param replayOf the second it was taken from, for a replay
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Chunk(
            String run,
            String stream,
            String channel,
            long gpsStart,
            int seconds,
            int sampleRateHz,
            Instant created,
            @Nullable Origin replayOf) {}

    /**
     * Where a replayed chunk was taken from.
     *
     * @param file name of the source file
     * @param gps GPS second in it
     */
    public record Origin(String file, long gps) {}
}
