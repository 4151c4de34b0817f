package org.strainlake.checksum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ChecksumTest {
    private static final byte[] WIKIPEDIA = "Wikipedia".getBytes(StandardCharsets.US_ASCII);

    @Test
    void adler32AgreesWithKnownValues() throws IOException {
        assertThat(Adler32Checksum.of(WIKIPEDIA).hex()).isEqualTo("11e60398");
        assertThat(Adler32Checksum.of(new byte[0]).hex()).isEqualTo("00000001");
        assertThat(Adler32Checksum.of(new ByteArrayInputStream(WIKIPEDIA)).hex())
                .isEqualTo("11e60398");
    }

    @Test
    void whatForeignServersSendIsMended() {
        assertThat(Adler32Checksum.parse("B587CCE").hex()).isEqualTo("0b587cce");
        assertThatIllegalArgumentException().isThrownBy(() -> Adler32Checksum.parse("123456789"));
        assertThatIllegalArgumentException().isThrownBy(() -> Adler32Checksum.parse("nonsense"));
    }

    @Test
    void sha256AgreesWithKnownValues() {
        assertThat(Sha256Checksum.of(new byte[0]).hex())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void summingLeavesABuffersPosition() {
        var buffer = ByteBuffer.wrap(WIKIPEDIA);

        Adler32Checksum.of(buffer);
        Sha256Checksum.of(buffer);

        assertThat(buffer.position()).isZero();
    }
}
