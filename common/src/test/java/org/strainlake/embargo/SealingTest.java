package org.strainlake.embargo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SealingTest {
    private static final int SEGMENT = SealedLayout.SEGMENT_BYTES;
    private static final int FIRST_PLAIN = SEGMENT - SealedLayout.HEADER_BYTES - SealedLayout.TAG_BYTES;
    private static final int NEXT_PLAIN = SEGMENT - SealedLayout.TAG_BYTES;

    private final DatasetKey key = DatasetKey.generate(Sealed.DATASET);

    static IntStream lengthsAroundSegments() {
        return IntStream.of(
                0,
                1,
                100,
                FIRST_PLAIN - 1,
                FIRST_PLAIN,
                FIRST_PLAIN + 1,
                FIRST_PLAIN + NEXT_PLAIN - 1,
                FIRST_PLAIN + NEXT_PLAIN,
                FIRST_PLAIN + NEXT_PLAIN + 1,
                5 * SEGMENT);
    }

    @ParameterizedTest
    @MethodSource("lengthsAroundSegments")
    void whatWasSealedComesOutAndHasTheSizeThatWasTold(int length) throws IOException {
        var plain = Sealed.plain(length);

        var sealed = Sealed.seal(key, Sealed.FILE, plain);

        assertThat(Sealed.unseal(key, Sealed.FILE, sealed)).isEqualTo(plain);
        assertThat(SealedLayout.sealedSize(length)).isEqualTo(sealed.length);
        assertThat(SealedLayout.plainSize(sealed.length)).hasValue(length);
    }

    @Test
    void everySizeIsTheSizeOfOneSealedFileOrOfNone() {
        int next = 0;
        for (int sealed = 0; sealed < 3 * SEGMENT; sealed++) {
            var plain = SealedLayout.plainSize(sealed);
            if (plain.isPresent()) {
                assertThat(plain).hasValue(next);
                assertThat(SealedLayout.sealedSize(next)).isEqualTo(sealed);
                next++;
            }
        }

        assertThat(next).isEqualTo(3 * SEGMENT - SealedLayout.HEADER_BYTES - 3 * SealedLayout.TAG_BYTES);
        assertThat(SealedLayout.plainSize(-1)).isEmpty();
        assertThat(SealedLayout.plainSize(Long.MAX_VALUE)).isPresent();
    }

    @Test
    void theSameBytesAreSealedDifferentlyEachTime() {
        var plain = Sealed.plain(100);

        assertThat(Sealed.seal(key, Sealed.FILE, plain)).isNotEqualTo(Sealed.seal(key, Sealed.FILE, plain));
    }

    @Test
    void nothingOfThePlainFileStandsInTheSealedOne() {
        var sealed = Sealed.seal(key, Sealed.FILE, new byte[2 * SEGMENT]);

        int run = 0;
        for (byte each : sealed) {
            run = each == 0 ? run + 1 : 0;
            assertThat(run).isLessThan(8);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100})
    void oneBitFlippedAnywhereInASmallFileIsRefused(int length) {
        var sealed = Sealed.seal(key, Sealed.FILE, Sealed.plain(length));

        for (int bit = 0; bit < 8 * sealed.length; bit++) {
            var flipped = flip(sealed, bit);

            assertThatThrownBy(() -> Sealed.unseal(key, Sealed.FILE, flipped)).isInstanceOf(NotGenuine.class);
            assertThat(Sealed.whatEscapes(key, Sealed.FILE, flipped)).isEmpty();
        }
    }

    /** Every bit of the header, both ends of each segment, and a bit every 997 bytes between. */
    @Test
    void oneBitFlippedInAFileOfSeveralSegmentsLetsOnlySegmentsBeforeItOut() {
        var plain = Sealed.plain(2 * SEGMENT + 500);
        var sealed = Sealed.seal(key, Sealed.FILE, plain);

        for (int place = 0; place < sealed.length; place++) {
            int inSegment = place % SEGMENT;
            boolean edge = inSegment < 64 || inSegment >= SEGMENT - 20 || place >= sealed.length - 20;
            if (!edge && place % 997 != 0) {
                continue;
            }
            var flipped = flip(sealed, 8 * place + place % 8);

            assertThatThrownBy(() -> Sealed.unseal(key, Sealed.FILE, flipped)).isInstanceOf(NotGenuine.class);
            assertOnlySegmentsBefore(place / SEGMENT, plain, Sealed.whatEscapes(key, Sealed.FILE, flipped));
        }
    }

    @Test
    void aFileCutAnywhereIsRefused() {
        var plain = Sealed.plain(2 * SEGMENT + 500);
        var sealed = Sealed.seal(key, Sealed.FILE, plain);

        for (int length = 0; length < sealed.length; length++) {
            int inSegment = length % SEGMENT;
            if (inSegment > 64 && inSegment < SEGMENT - 20 && length % 997 != 0) {
                continue;
            }
            var cut = Arrays.copyOf(sealed, length);

            assertThatThrownBy(() -> Sealed.unseal(key, Sealed.FILE, cut)).isInstanceOf(NotGenuine.class);
            assertOnlySegmentsBefore(length / SEGMENT, plain, Sealed.whatEscapes(key, Sealed.FILE, cut));
        }
    }

    @Test
    void bytesAfterTheEndAreRefused() {
        for (int length : lengthsAroundSegments().toArray()) {
            var sealed = Sealed.seal(key, Sealed.FILE, Sealed.plain(length));
            var longer = Arrays.copyOf(sealed, sealed.length + 1);

            assertThatThrownBy(() -> Sealed.unseal(key, Sealed.FILE, longer)).isInstanceOf(NotGenuine.class);
        }
    }

    @Test
    void aFileUnderTheNameOfAnotherIsRefused() {
        var sealed = Sealed.seal(key, Sealed.FILE, Sealed.plain(100));

        assertThatThrownBy(() -> Sealed.unseal(key, Sealed.OTHER_FILE, sealed))
                .isInstanceOf(NotGenuine.class)
                .hasMessageContaining(Sealed.OTHER_FILE.toString());
        assertThat(Sealed.whatEscapes(key, Sealed.OTHER_FILE, sealed)).isEmpty();
    }

    @Test
    void aFileOfAnotherDatasetIsRefused() {
        var sealed = Sealed.seal(key, Sealed.FILE, Sealed.plain(100));
        var other = DatasetKey.generate(Sealed.DATASET);

        assertThatThrownBy(() -> Sealed.unseal(other, Sealed.FILE, sealed)).isInstanceOf(NotGenuine.class);
        assertThat(Sealed.whatEscapes(other, Sealed.FILE, sealed)).isEmpty();
    }

    @Test
    void segmentsSwappedWithinAFileAreRefused() {
        var plain = Sealed.plain(4 * SEGMENT);
        var sealed = Sealed.seal(key, Sealed.FILE, plain);
        var swapped = sealed.clone();
        System.arraycopy(sealed, SEGMENT, swapped, 2 * SEGMENT, SEGMENT);
        System.arraycopy(sealed, 2 * SEGMENT, swapped, SEGMENT, SEGMENT);

        assertThatThrownBy(() -> Sealed.unseal(key, Sealed.FILE, swapped)).isInstanceOf(NotGenuine.class);
        assertOnlySegmentsBefore(1, plain, Sealed.whatEscapes(key, Sealed.FILE, swapped));
    }

    @Test
    void aSegmentOfAnotherSealingOfTheSameFileIsRefused() {
        var plain = Sealed.plain(4 * SEGMENT);
        var sealed = Sealed.seal(key, Sealed.FILE, plain);
        var mixed = sealed.clone();
        System.arraycopy(Sealed.seal(key, Sealed.FILE, plain), SEGMENT, mixed, SEGMENT, SEGMENT);

        assertThatThrownBy(() -> Sealed.unseal(key, Sealed.FILE, mixed)).isInstanceOf(NotGenuine.class);
    }

    @Test
    void aSealingThatBrokeOffDoesNotOpen() throws IOException {
        var sealed = new ByteArrayOutputStream();
        try (var sealing = key.sealing(sealed, Sealed.FILE)) {
            sealing.write(Sealed.plain(3 * SEGMENT));
        }

        assertThatThrownBy(() -> Sealed.unseal(key, Sealed.FILE, sealed.toByteArray()))
                .isInstanceOf(NotGenuine.class);
    }

    @Test
    void aSealingWhoseSinkFailedCannotBeFinished() throws IOException {
        var sealing = key.sealing(new FullDisk(SEGMENT), Sealed.FILE);

        assertThatThrownBy(() -> sealing.write(Sealed.plain(3 * SEGMENT))).hasMessage("disk full");
        assertThatThrownBy(sealing::finish).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> sealing.write(1)).isInstanceOf(IOException.class);
    }

    @Test
    void aFinishedSealingTakesNothingMore() throws IOException {
        var sealed = new ByteArrayOutputStream();
        var sealing = key.sealing(sealed, Sealed.FILE);
        sealing.write('a');
        sealing.finish();

        assertThatThrownBy(() -> sealing.write('b')).isInstanceOf(IOException.class);
        assertThatThrownBy(sealing::finish).isInstanceOf(IOException.class);
        assertThat(Sealed.unseal(key, Sealed.FILE, sealed.toByteArray())).containsExactly('a');
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 30, 41, SEGMENT, SEGMENT + 100})
    void aSourceThatCannotBeReadIsNotTakenForAForgedFile(int readable) {
        var sealed = Sealed.seal(key, Sealed.FILE, Sealed.plain(3 * SEGMENT));

        assertThatThrownBy(() -> {
                    try (var plain = key.unsealing(new BrokenDisk(sealed, readable), Sealed.FILE)) {
                        plain.readAllBytes();
                    }
                })
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("disk broken");
    }

    @Test
    void aStreamThatFailedNeverGivesAnythingAgain() throws IOException {
        var sealed = flip(Sealed.seal(key, Sealed.FILE, Sealed.plain(3 * SEGMENT)), 8 * (SEGMENT + 5));

        try (var plain = key.unsealing(new ByteArrayInputStream(sealed), Sealed.FILE)) {
            assertThatThrownBy(plain::readAllBytes).isInstanceOf(NotGenuine.class);
            assertThatThrownBy(plain::read).isInstanceOf(NotGenuine.class);
        }
    }

    @Test
    void aReleasedKeyOpensWhatWasSealedBefore() throws IOException {
        var plain = Sealed.plain(100);
        var sealed = Sealed.seal(key, Sealed.FILE, plain);

        var released = DatasetKey.released(Sealed.DATASET, key.discloseForRelease());

        assertThat(Sealed.unseal(released, Sealed.FILE, sealed)).isEqualTo(plain);
        assertThat(released.keysetId()).isEqualTo(key.keysetId());
    }

    @Test
    void whatIsNoReleasedKeyIsRefusedWithoutBeingQuoted() {
        var secret = key.discloseForRelease();

        for (var text : new String[] {
            "", "{}", "secret-word", secret.substring(0, secret.length() / 2), secret.replace("ENABLED", "DISABLED")
        }) {
            assertThatThrownBy(() -> DatasetKey.released(Sealed.DATASET, text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("not the released key of " + Sealed.DATASET)
                    .hasNoCause();
        }
    }

    private static void assertOnlySegmentsBefore(int segment, byte[] plain, byte[] escaped) {
        int most = segment == 0 ? 0 : FIRST_PLAIN + (segment - 1) * NEXT_PLAIN;
        assertThat(escaped.length).isLessThanOrEqualTo(most);
        assertThat(escaped).isEqualTo(Arrays.copyOf(plain, escaped.length));
    }

    private static byte[] flip(byte[] bytes, int bit) {
        var flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return flipped;
    }

    private static final class FullDisk extends OutputStream {
        private int room;

        FullDisk(int room) {
            this.room = room;
        }

        @Override
        public void write(int oneByte) throws IOException {
            if (room-- <= 0) {
                throw new IOException("disk full");
            }
        }
    }

    private static final class BrokenDisk extends FilterInputStream {
        private int readable;

        BrokenDisk(byte[] bytes, int readable) {
            super(new ByteArrayInputStream(bytes));
            this.readable = readable;
        }

        @Override
        public int read() throws IOException {
            return readable-- > 0 ? super.read() : broken();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (readable <= 0) {
                return broken();
            }
            int count = super.read(into, offset, Math.min(length, readable));
            readable -= count;
            return count;
        }

        private static int broken() throws IOException {
            throw new IOException("disk broken");
        }
    }
}
