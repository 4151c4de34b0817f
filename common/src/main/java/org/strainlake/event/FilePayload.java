package org.strainlake.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.checksum.Sha256Checksum;
import org.strainlake.embargo.WrappedKey;
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
 * @param sealed what is in the file and its wrapped key; null if it is not sealed, or was found in the catalogue, where
 *     the dataset's metadata has the key
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
        @Nullable Chunk chunk,
        @Nullable Sealed sealed) {

    /** The file's DID. */
    public DataIdentifier did() {
        return new DataIdentifier(scope, name);
    }

    /** Its dataset's DID. */
    public DataIdentifier datasetDid() {
        return new DataIdentifier(datasetScope, dataset);
    }

    /** The same file where another storage element has it. */
    public FilePayload at(String otherRse, @Nullable URI otherUrl) {
        return new FilePayload(
                scope, name, datasetScope, dataset, otherRse, otherUrl, bytes, adler32, sha256, chunk, sealed);
    }

    /**
     * What is in a sealed file, and how it is opened.
     *
     * @param keysetId id of its dataset's key
     * @param kekId id of the key-encryption key that wraps it
     * @param wrappedKeyset the wrapped key, base64
     * @param bytes size of what is in the file
     * @param adler32 checksum of what is in it
     * @param sha256 checksum of what is in it
     */
    public record Sealed(
            String keysetId,
            String kekId,
            String wrappedKeyset,
            long bytes,
            @JsonProperty("checksum-adler") Adler32Checksum adler32,
            Sha256Checksum sha256) {

        /** What is in the file, sealed with the key. */
        public static Sealed of(WrappedKey key, long bytes, Adler32Checksum adler32, Sha256Checksum sha256) {
            return new Sealed(key.keysetId(), key.kekId(), key.wrapped(), bytes, adler32, sha256);
        }

        /**
         * The dataset's key.
         *
         * @throws IllegalArgumentException if it has no form of a wrapped key
         */
        public WrappedKey key(DataIdentifier itsDataset) {
            return new WrappedKey(itsDataset, keysetId, kekId, wrappedKeyset);
        }
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
