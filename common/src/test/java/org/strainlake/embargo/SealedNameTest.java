package org.strainlake.embargo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.strainlake.lake.DataIdentifier;

class SealedNameTest {
    @Test
    void theSuffixGoesOnAndOff() {
        var plain = DataIdentifier.parse("virgo:V-V1_HOFT-1400000001-1.h5");

        var sealed = SealedName.of(plain);

        assertThat(sealed).hasToString("virgo:V-V1_HOFT-1400000001-1.h5.sealed");
        assertThat(sealed.plain()).isEqualTo(plain);
        assertThat(SealedName.isSealed(sealed.did())).isTrue();
        assertThat(SealedName.isSealed(plain)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"virgo:a.h5", "virgo:a.sealed.h5", "virgo:a.SEALED", "virgo:a.h5.sealed.sealed", "virgo:.sealed"
            })
    void whatIsNotSealedOnceIsRefused(String text) {
        assertThatThrownBy(() -> SealedName.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsSealedIsNotSealedAgain() {
        assertThatThrownBy(() -> SealedName.of(Sealed.FILE.did())).isInstanceOf(IllegalArgumentException.class);
    }
}
