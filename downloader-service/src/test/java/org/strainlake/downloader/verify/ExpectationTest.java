package org.strainlake.downloader.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.checksum.Sha256Checksum;
import org.strainlake.checksum.SummingStream;
import org.strainlake.checksum.Sums;

class ExpectationTest {
    private static final byte[] BYTES = "strain".getBytes(StandardCharsets.US_ASCII);
    private static final Expectation EXPECTED =
            new Expectation(BYTES.length, Adler32Checksum.of(BYTES), Sha256Checksum.of(ByteBuffer.wrap(BYTES)));

    @Test
    void theAnnouncedBytesAreIntact() throws IOException {
        var copy = new ByteArrayOutputStream();
        var summing = new SummingStream(copy);

        summing.write(BYTES, 0, 3);
        summing.write(BYTES[3]);
        summing.write(BYTES, 4, 2);

        assertThat(EXPECTED.judge(summing.sums())).isInstanceOf(Verdict.Intact.class);
        assertThat(copy.toByteArray()).isEqualTo(BYTES);
    }

    @Test
    void aFlippedBitAMissingByteAndAnotherSha256Differ() throws IOException {
        var flipped = BYTES.clone();
        flipped[2] ^= 1;
        var otherSha256 =
                new Expectation(BYTES.length, EXPECTED.adler32(), Sha256Checksum.of(ByteBuffer.wrap(flipped)));

        assertThat(EXPECTED.judge(sums(flipped))).isInstanceOf(Verdict.Differs.class);
        assertThat(EXPECTED.judge(sums(new byte[] {BYTES[0]}))).isEqualTo(new Verdict.Differs("1 bytes instead of 6"));
        assertThat(otherSha256.judge(sums(BYTES))).isInstanceOf(Verdict.Differs.class);
    }

    private static Sums sums(byte[] bytes) throws IOException {
        return Sums.of(new ByteArrayInputStream(bytes));
    }
}
