package org.strainlake.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.time.GpsInterval;
import org.strainlake.time.GpsTime;

class AuditEntryTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"V-V1_HOFT-1167559936-2.h5", "V-V1_HOFT-1167559936-2.h5.sealed", "raw/V-V1_HOFT-1167559936-2.gwf"
            })
    void aNameAfterT010150SaysWhichGpsTimeItIsAbout(String name) {
        var gps = entry(new DataIdentifier("virgo", name), null).gps();

        assertThat(gps).contains(new GpsInterval(GpsTime.ofSeconds(1_167_559_936), GpsTime.ofSeconds(1_167_559_938)));
    }

    @Test
    void anotherNameSaysNothingOfGpsTime() {
        assertThat(entry(new DataIdentifier("virgo", "dataset"), null).gps()).isEmpty();
        assertThat(entry(null, null).gps()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "\n", "\r", "\u001b[31m", "\u202e", "\u2028", "\ud800"})
    void charactersThatCouldForgeALineOrHideOneAreReplaced(String harmful) {
        assertThat(entry(null, "a" + harmful).reason()).startsWith("a\uFFFD");
    }

    @Test
    void aTextIsCutToItsColumnAndATokenInItIsTakenOut() {
        var token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl";

        assertThat(entry(null, "a".repeat(100_000)).reason()).hasSize(255);
        assertThat(entry(null, "a".repeat(250) + token).reason()).isEqualTo("a".repeat(250) + "(toke");
        assertThat(new AuditEntry.Request("GET", null, "/v1/chunks/virgo/" + token).path())
                .isEqualTo("/v1/chunks/virgo/(token)");
    }

    static AuditEntry entry(@Nullable DataIdentifier name, @Nullable String reason) {
        return new AuditEntry(
                Instant.EPOCH,
                AuditEntry.What.REFUSED,
                AuditEntry.Caller.NOBODY,
                null,
                null,
                name,
                AuditEntry.Request.NONE,
                403,
                reason);
    }
}
