package org.strainlake.embargo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** Memory does not grow with the size of a file. */
class LargeFileIT {
    private static final long PLAIN_BYTES = 400L << 20;
    private static final long LOOK_EVERY = 50L << 20;
    private static final long MOST_GROWTH = 8L << 20;

    private final DatasetKey key = DatasetKey.generate(Sealed.DATASET);

    @Test
    void fourHundredMegabytesAreSealedAndOpenedInConstantMemory() throws IOException {
        var piece = new byte[1 << 20];
        long opened = 0;
        long before = 0;
        long most = 0;

        try (var source = new SealedOnTheFly(key, PLAIN_BYTES);
                var plain = key.unsealing(source, Sealed.FILE)) {
            for (int count = plain.read(piece); count >= 0; count = plain.read(piece)) {
                if (before == 0) {
                    before = usedHeap();
                }
                if (opened / LOOK_EVERY != (opened + count) / LOOK_EVERY) {
                    most = Math.max(most, usedHeap() - before);
                }
                opened += count;
            }
            assertThat(source.given).isEqualTo(SealedLayout.sealedSize(PLAIN_BYTES));
        }

        assertThat(opened).isEqualTo(PLAIN_BYTES);
        assertThat(most).isLessThan(MOST_GROWTH);
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** A sealed file that is only made as it is read. */
    private static final class SealedOnTheFly extends InputStream {
        private static final byte[] PLAIN = Sealed.plain(1 << 16);

        private final ByteArrayOutputStream made = new ByteArrayOutputStream();
        private final SealingStream sealing;
        private long left;
        private byte[] ready = {};
        private int place;
        private long given;

        SealedOnTheFly(DatasetKey key, long plainBytes) throws IOException {
            this.sealing = key.sealing(made, Sealed.FILE);
            this.left = plainBytes;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            while (place == ready.length) {
                if (left == 0) {
                    return -1;
                }
                int count = (int) Math.min(PLAIN.length, left);
                sealing.write(PLAIN, 0, count);
                left -= count;
                if (left == 0) {
                    sealing.finish();
                }
                ready = made.toByteArray();
                made.reset();
                place = 0;
            }
            int count = Math.min(length, ready.length - place);
            System.arraycopy(ready, place, into, offset, count);
            place += count;
            given += count;
            return count;
        }
    }
}
