package org.strainlake.embargo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.DidPattern;

class EmbargoBookTest {
    private static final Instant THEN = Instant.parse("2026-11-24T12:00:00Z");
    private static final DataIdentifier FILE = DataIdentifier.parse("virgo:V-V1_HOFT-1400000001-1.h5");

    @Test
    void anOlderVersionOrOneThatClosesWhatIsReleasedChangesNothing() {
        var book = EmbargoBook.of(List.of());

        book.take(version(2, null));
        book.take(version(1, THEN));
        assertThat(book.all()).containsExactly(version(2, null));
        book.take(version(3, THEN));
        book.take(version(4, null));
        assertThat(book.all()).containsExactly(version(3, THEN));
    }

    @Test
    void oneThatCannotBeReadClosesEverythingUntilItCan() {
        var book = EmbargoBook.unread();
        book.wasRead();
        book.take(version(1, THEN));

        book.cannotRead("streams/V1-other");
        assertThat(book.isKnown()).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> book.covering(FILE));
        book.readable("streams/V1-other");

        assertThat(book.isKnown()).isTrue();
        assertThat(book.covering(FILE)).containsExactly(version(1, THEN));
    }

    @Test
    void aVersionIsWrittenAndReadUnchanged() {
        var embargo = new Embargo(
                "datasets/virgo:V-V1_HOFT-1400000000-3600",
                "closed-7f3a90c2",
                7,
                "virgo",
                List.of(DidPattern.parse("virgo:V-V1_HOFT-1400000000-3600")),
                List.of("/virgo", "client:pipeline"),
                THEN,
                true,
                List.of(new Embargo.Early(1_400_000_010L, 1_400_000_020L)),
                null);

        assertThat(EmbargoCodec.read(EmbargoCodec.write(embargo))).isEqualTo(embargo);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "null", "[]", "{\"id\": \"streams/x\"}", "{\"id\": \"streams/x\", \"version\": 1}"})
    void whatIsNoEmbargoIsRefused(String json) {
        assertThatIllegalArgumentException().isThrownBy(() -> EmbargoCodec.read(json));
    }

    @ParameterizedTest
    @CsvSource({
        "virgo:V-V1_HOFT-1400000000-3600, virgo:V-V1_HOFT-1400000000-1.h5, true",
        "virgo:V-V1_HOFT-1400000000-3600, virgo:V-V1_HOFT-1400003599-1.gwf.sealed, true",
        "virgo:V-V1_HOFT-1400000000-3600, virgo:V-V1_HOFT-1400003600-1.h5, false",
        "virgo:V-V1_HOFT-1400000000-3600, virgo:V-V1_HOFT-1400003599-2.h5, false",
        "virgo:V-V1_HOFT-1400000000-3600, virgo:V-V1_OTHER-1400000000-1.h5, false",
        "virgo:V-V1_HOFT-1400000000-3600, ligo:V-V1_HOFT-1400000000-1.h5, false",
        "virgo:V-V1_HOFT-1400000000-3600, virgo:V-V1_HOFT-1400000000-3600, true",
        "virgo:raw, virgo:raw, true",
        "virgo:raw, virgo:raw-1-1.gwf, false"
    })
    void aDatasetCoversItselfAndTheFilesOfItsPeriod(String dataset, String did, boolean covered) {
        var embargo = new Embargo(
                "datasets/" + dataset,
                "closed-7f3a90c2",
                1,
                "virgo",
                List.of(DidPattern.parse(dataset)),
                List.of("/virgo"),
                null,
                false,
                List.of(),
                null);

        assertThat(embargo.covers(DataIdentifier.parse(did))).isEqualTo(covered);
    }

    private static Embargo version(long version, @Nullable Instant releasedAt) {
        return new Embargo(
                "streams/V1-hoft",
                "closed-7f3a90c2",
                version,
                "virgo",
                List.of(DidPattern.parse("virgo:V-V1_HOFT-*")),
                List.of("/virgo"),
                THEN,
                false,
                List.of(),
                releasedAt);
    }
}
