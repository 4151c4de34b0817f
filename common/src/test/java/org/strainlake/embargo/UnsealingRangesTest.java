package org.strainlake.embargo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.strainlake.embargo.Sealed.CountingChannel;

class UnsealingRangesTest {
    private static final int SEGMENT = SealedLayout.SEGMENT_BYTES;
    private static final int HEADER = SealedLayout.HEADER_BYTES;

    private final DatasetKey key = DatasetKey.generate(Sealed.DATASET);
    private final byte[] plain = Sealed.plain(10 * SEGMENT + 500);
    private final byte[] sealed = Sealed.seal(key, Sealed.FILE, plain);

    @Test
    void aRangeReadsTheHeaderAndItsOwnSegmentsOnly() throws IOException {
        var source = new CountingChannel(sealed);
        var channel = key.unsealing(source, Sealed.FILE);

        assertThat(read(channel, 5 * SEGMENT, 100))
                .isEqualTo(Arrays.copyOfRange(plain, 5 * SEGMENT, 5 * SEGMENT + 100));
        assertThat(source.given()).isEqualTo(HEADER + SEGMENT);

        assertThat(read(channel, 5 * SEGMENT + 100, 100))
                .isEqualTo(Arrays.copyOfRange(plain, 5 * SEGMENT + 100, 5 * SEGMENT + 200));
        assertThat(source.given()).isZero();

        assertThat(read(channel, 7 * SEGMENT, 2 * SEGMENT))
                .isEqualTo(Arrays.copyOfRange(plain, 7 * SEGMENT, 9 * SEGMENT));
        assertThat(source.given()).isEqualTo(3 * SEGMENT);

        assertThat(read(channel, 0, 1)).isEqualTo(Arrays.copyOf(plain, 1));
        assertThat(source.given()).isEqualTo(SEGMENT - HEADER);
    }

    @Test
    void anyRangeIsWhatWasSealed() throws IOException {
        var channel = key.unsealing(new CountingChannel(sealed), Sealed.FILE);
        var random = new Random(1);

        for (int turn = 0; turn < 200; turn++) {
            int from = random.nextInt(plain.length);
            int length = random.nextInt(Math.min(2 * SEGMENT, plain.length - from) + 1);

            assertThat(read(channel, from, length)).isEqualTo(Arrays.copyOfRange(plain, from, from + length));
        }
    }

    @Test
    void aSegmentThatIsNotGenuineSpoilsNoOther() throws IOException {
        var flipped = sealed.clone();
        flipped[5 * SEGMENT + 7] ^= 1;
        var channel = key.unsealing(new CountingChannel(flipped), Sealed.FILE);
        var into = ByteBuffer.allocate(100);

        channel.position(5 * SEGMENT);
        assertThatThrownBy(() -> channel.read(into)).isInstanceOf(NotGenuine.class);
        assertThat(into.position()).isZero();
        assertThat(into.array()).containsOnly(0);
        assertThat(read(channel, 0, 100)).isEqualTo(Arrays.copyOf(plain, 100));
        channel.position(5 * SEGMENT);
        assertThatThrownBy(() -> channel.read(into)).isInstanceOf(NotGenuine.class);
    }

    @Test
    void theEndIsToldOnlyWhenItIsVerified() throws IOException {
        var source = new CountingChannel(sealed);
        var channel = key.unsealing(source, Sealed.FILE);

        assertThat(channel.position(plain.length).read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(channel.size()).isEqualTo(plain.length);
        assertThat(source.given()).isLessThan(SEGMENT);
    }

    @Test
    void aFileCutBetweenSegmentsHasNeitherEndNorSize() throws IOException {
        var cut = Arrays.copyOf(sealed, 4 * SEGMENT);
        var channel = key.unsealing(new CountingChannel(cut), Sealed.FILE);

        assertThat(read(channel, 0, 100)).isEqualTo(Arrays.copyOf(plain, 100));
        assertThatThrownBy(channel::size).isInstanceOf(NotGenuine.class);
        assertThatThrownBy(() -> channel.position(
                                SealedLayout.plainSize(cut.length).orElseThrow())
                        .read(ByteBuffer.allocate(1)))
                .isInstanceOf(NotGenuine.class);
    }

    @Test
    void aFileOfASizeThatNoSealedFileHasIsRefusedAtOnce() {
        for (int length : new int[] {0, 55, SEGMENT + 1, SEGMENT + 16}) {
            var cut = new CountingChannel(Arrays.copyOf(sealed, length));

            assertThatThrownBy(() -> key.unsealing(cut, Sealed.FILE)).isInstanceOf(NotGenuine.class);
        }
    }

    @Test
    void anEmptyFileIsVerifiedToo() throws IOException {
        var empty = Sealed.seal(key, Sealed.FILE, new byte[0]);

        assertThat(key.unsealing(new CountingChannel(empty), Sealed.FILE).read(ByteBuffer.allocate(1)))
                .isEqualTo(-1);
        empty[50] ^= 1;
        var flipped = key.unsealing(new CountingChannel(empty), Sealed.FILE);
        assertThatThrownBy(() -> flipped.read(ByteBuffer.allocate(1))).isInstanceOf(NotGenuine.class);
        assertThatThrownBy(flipped::size).isInstanceOf(NotGenuine.class);
    }

    @Test
    void anotherNameAndAnotherKeyOpenNoRange() throws IOException {
        var renamed = key.unsealing(new CountingChannel(sealed), Sealed.OTHER_FILE);
        var foreign = DatasetKey.generate(Sealed.DATASET).unsealing(new CountingChannel(sealed), Sealed.FILE);

        assertThatThrownBy(() -> renamed.read(ByteBuffer.allocate(1))).isInstanceOf(NotGenuine.class);
        assertThatThrownBy(() -> foreign.read(ByteBuffer.allocate(1))).isInstanceOf(NotGenuine.class);
    }

    private static byte[] read(SeekableByteChannel channel, long from, int length) throws IOException {
        var into = ByteBuffer.allocate(length);
        channel.position(from);
        while (into.hasRemaining()) {
            assertThat(channel.read(into)).isPositive();
        }
        return into.array();
    }
}
