package org.strainlake.latency.web;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.strainlake.checksum.Sha256Checksum;
import org.strainlake.latency.seal.SealedRecord;
import org.strainlake.latency.seal.StreamDay;
import org.strainlake.latency.store.EpochNanos;

/**
 * A sealed day, as it is told.
 *
 * @param stream the stream
 * @param day the UTC day
 * @param gpsStart GPS second at which it begins
 * @param gpsEnd GPS second at which the next one begins
 * @param records the day itself, then its corrections
 */
record DayView(String stream, LocalDate day, long gpsStart, long gpsEnd, List<RecordView> records) {
    static DayView of(StreamDay day, List<SealedRecord> records) {
        return new DayView(
                day.stream(),
                day.day(),
                day.gpsStart(),
                day.gpsEnd(),
                records.stream().map(RecordView::of).toList());
    }

    /**
     * A record.
     *
     * @param number 0 for the day itself
     * @param sealedAt when it was signed
     * @param key id of the key
     * @param manifest name of the file that was signed; its signature has {@code .sig} behind
     * @param manifestSha256 its sum
     * @param files what the manifest names
     */
    record RecordView(
            int number,
            Instant sealedAt,
            String key,
            String manifest,
            Sha256Checksum manifestSha256,
            List<FileView> files) {
        static RecordView of(SealedRecord made) {
            return new RecordView(
                    made.number(),
                    EpochNanos.toInstant(made.sealedNanos()),
                    made.key(),
                    made.named("MANIFEST"),
                    Sha256Checksum.of(made.manifest()),
                    made.files().stream()
                            .map(file -> new FileView(file.name(), file.bytes(), file.sha256()))
                            .toList());
        }
    }

    /**
     * A file.
     *
     * @param name its name
     * @param bytes its length
     * @param sha256 its sum
     */
    record FileView(String name, long bytes, Sha256Checksum sha256) {}
}
