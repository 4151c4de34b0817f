package org.strainlake.latency.seal;

import java.util.List;

/**
 * A record of a day: what was known when it was sealed, or what was booked of it afterwards.
 *
 * @param number 0 for the day itself, 1 for its first correction, and on
 * @param sealedNanos when it was signed, in nanoseconds since 1970
 * @param key id of the key that signed it
 * @param manifest the text that was signed: names and sums of the files
 * @param signature Ed25519, 64 bytes
 * @param files the files that the manifest names, without the manifest before
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record SealedRecord(
        int number, long sealedNanos, String key, byte[] manifest, byte[] signature, List<SealedFile> files) {
    public SealedRecord {
        files = List.copyOf(files);
    }

    /** A file's name in this record: corrections have their number in it. */
    public String named(String file) {
        return named(file, number);
    }

    static String named(String file, int number) {
        if (number == 0) {
            return file;
        }
        int dot = file.indexOf('.');
        return dot < 0 ? file + "-" + number : file.substring(0, dot) + "-" + number + file.substring(dot);
    }
}
