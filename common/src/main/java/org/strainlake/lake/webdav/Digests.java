package org.strainlake.lake.webdav;

import java.util.List;
import java.util.Optional;
import org.strainlake.checksum.Adler32Checksum;

/**
 * The header {@code Digest}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3230#section-4.3.2">RFC 3230 §4.3.2</a>
 */
final class Digests {
    private static final String ADLER32 = "adler32=";

    private Digests() {}

    /** The adler32 among the digests; empty if there is none, or none that can be read. */
    static Optional<Adler32Checksum> adler32(List<String> headers) {
        for (String header : headers) {
            for (String digest : header.split(",", -1)) {
                String text = digest.strip();
                if (text.regionMatches(true, 0, ADLER32, 0, ADLER32.length())) {
                    return parsed(text.substring(ADLER32.length()).strip());
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Adler32Checksum> parsed(String hex) {
        try {
            return hex.isEmpty() ? Optional.empty() : Optional.of(Adler32Checksum.parse(hex));
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }
}
