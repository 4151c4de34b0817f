package org.strainlake.deviation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DiskFullTest {
    @Test
    void aFullDiskIsToldFromOtherFailures() {
        var full = failureOfWritingTo(Path.of("/dev/full"));

        assertThat(full).isNotNull().matches(DiskFull::isCauseOf);
        assertThat(new UncheckedIOException(full)).matches(DiskFull::isCauseOf);
        assertThat(DiskFull.isCauseOf(new IOException("Permission denied"))).isFalse();
        assertThat(DiskFull.isCauseOf(new IOException())).isFalse();
    }

    private static IOException failureOfWritingTo(Path device) {
        try {
            Files.write(device, new byte[] {1});
            return null;
        } catch (IOException e) {
            return e;
        }
    }
}
