package org.strainlake.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.strainlake.embargo.Embargo;
import org.strainlake.embargo.EmbargoBook;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.DidPattern;
import org.strainlake.token.ExperimentProperties.Experiment;

class EmbargoAccessTest {
    private static final String ISSUER = "https://iam.example/";
    private static final Instant RELEASE = Instant.parse("2026-11-24T12:00:00Z");
    private static final String STREAM_FILE = "virgo:V-V1_HOFT-1400000001-1.h5.sealed";
    private static final String LATER_FILE = "virgo:V-V1_HOFT-1400003601-1.h5.sealed";
    private static final String DATASET = "virgo:V-V1_HOFT-1400000000-3600";

    @ParameterizedTest
    @CsvSource({
        // a member of a group that the embargo names, one that only the experiment names, nobody
        "/ligo,  virgo:V-V1_HOFT-1400000001-1.h5.sealed, true",
        "/ligo,  virgo:V-V1_HOFT-1400000000-3600,        true",
        "/virgo, virgo:V-V1_HOFT-1400000001-1.h5.sealed, false",
        "/virgo, virgo:V-V1_OTHER-1400000001-1.h5,       true",
        "/ligo,  virgo:V-V1_OTHER-1400000001-1.h5,       false",
        ",       virgo:V-V1_HOFT-1400000001-1.h5.sealed, false",
        // public by configuration, closed by the embargo
        ",       virgo:V-V1_OPEN-1400000001-1.h5,        true",
        ",       virgo:V-V1_OPEN_HOFT-1400000001-1.h5,   false",
        "/ligo,  virgo:V-V1_OPEN_HOFT-1400000001-1.h5,   true"
    })
    void anEmbargoSaysWhoReadsWhatItCovers(@Nullable String group, String did, boolean reads) {
        var access = access(EmbargoBook.of(List.of(stream(null, List.of()))));

        assertThat(access.mayRead(caller(group, null), DataIdentifier.parse(did)))
                .isEqualTo(reads);
    }

    @Test
    void aScopeOverThePathReadsUnderAnEmbargo() {
        var access = access(EmbargoBook.of(List.of(stream(null, List.of()))));

        assertThat(access.mayRead(caller(null, "storage.read:/virgo/"), DataIdentifier.parse(STREAM_FILE)))
                .isTrue();
        assertThat(access.mayRead(caller("/ligo", "storage.read:/elsewhere"), DataIdentifier.parse(STREAM_FILE)))
                .isFalse();
    }

    @Test
    void onlyWhatWasReleasedIsPublicWhateverTheInstantSays() {
        var due = access(EmbargoBook.of(List.of(stream(null, List.of()))));
        var released = access(EmbargoBook.of(List.of(stream(RELEASE, List.of()))));
        var file = DataIdentifier.parse(STREAM_FILE);

        assertThat(due.isPublic(file)).isFalse();
        assertThat(due.hasPublicData("ligo")).isFalse();
        assertThat(released.isPublic(file)).isTrue();
        assertThat(released.mayRead(null, file)).isTrue();
    }

    @Test
    void theEmbargoOfADatasetComesBeforeThatOfItsStream() {
        var released = new Embargo(
                "datasets/" + DATASET,
                "closed-7f3a90c2",
                1,
                "virgo",
                List.of(DidPattern.parse(DATASET)),
                List.of("/virgo"),
                null,
                false,
                List.of(),
                RELEASE);
        var access = access(EmbargoBook.of(List.of(stream(null, List.of()), released)));

        assertThat(access.isPublic(DataIdentifier.parse(DATASET))).isTrue();
        assertThat(access.isPublic(DataIdentifier.parse(STREAM_FILE))).isTrue();
        assertThat(access.isPublic(DataIdentifier.parse(LATER_FILE))).isFalse();
    }

    @Test
    void anIntervalReleasedEarlyOpensWholeFilesInItAndNothingElse() {
        var access = access(
                EmbargoBook.of(List.of(stream(null, List.of(new Embargo.Early(1_400_000_001L, 1_400_000_003L))))));

        assertThat(access.isPublic(DataIdentifier.parse(STREAM_FILE))).isTrue();
        assertThat(access.isPublic(DataIdentifier.parse("virgo:V-V1_HOFT-1400000002-1.h5")))
                .isTrue();
        assertThat(access.isPublic(DataIdentifier.parse("virgo:V-V1_HOFT-1400000002-2.h5")))
                .isFalse();
        assertThat(access.isPublic(DataIdentifier.parse("virgo:V-V1_HOFT-1400000003-1.h5")))
                .isFalse();
        assertThat(access.isPublic(DataIdentifier.parse(DATASET))).isFalse();
    }

    @Test
    void anEmbargoOfAnotherExperimentChangesNothing() {
        var foreign = new Embargo(
                "streams/X",
                "closed-7f3a90c2",
                1,
                "ligo",
                List.of(DidPattern.parse("virgo:*")),
                List.of("/ligo"),
                null,
                false,
                List.of(),
                RELEASE);
        var access = access(EmbargoBook.of(List.of(foreign)));

        assertThat(access.isPublic(DataIdentifier.parse(STREAM_FILE))).isFalse();
        assertThat(access.mayRead(caller("/virgo", null), DataIdentifier.parse(STREAM_FILE)))
                .isTrue();
    }

    @Test
    void whileTheEmbargoesAreNotKnownEverythingIsClosed() {
        var access = access(EmbargoBook.unread());

        assertThat(access.isPublic(DataIdentifier.parse("virgo:V-V1_OPEN-1400000001-1.h5")))
                .isFalse();
        assertThat(access.mayRead(caller("/virgo", null), DataIdentifier.parse(STREAM_FILE)))
                .isFalse();
        assertThat(access.mayRead(caller(null, "storage.read:/"), DataIdentifier.parse(STREAM_FILE)))
                .isFalse();
    }

    @Test
    void whoCouldReadBeforeTheReleaseIsToldFromWhoCouldNot() {
        var file = DataIdentifier.parse(STREAM_FILE);
        var closed = access(EmbargoBook.of(List.of(stream(null, List.of()))));
        var open = access(EmbargoBook.of(List.of(stream(RELEASE, List.of()))));
        var early = access(
                EmbargoBook.of(List.of(stream(null, List.of(new Embargo.Early(1_400_000_001L, 1_400_000_003L))))));

        for (var access : List.of(closed, open, early)) {
            assertThat(access.mayReadUnreleased(caller("/ligo", null), file)).isTrue();
            assertThat(access.mayReadUnreleased(caller(null, "storage.read:/virgo"), file))
                    .isTrue();
            assertThat(access.mayReadUnreleased(caller("/virgo", null), file))
                    .as("a reader of the experiment whom the embargo does not name")
                    .isFalse();
            assertThat(access.mayReadUnreleased(null, file)).isFalse();
        }
        assertThat(access(EmbargoBook.unread()).mayReadUnreleased(caller("/ligo", null), file))
                .isFalse();
        assertThat(access(EmbargoBook.of(List.of())).mayReadUnreleased(caller("/virgo", null), file))
                .isTrue();
        assertThat(open.readableExperiments(caller("/ligo", null)))
                .as("what was told before stays where it was heard")
                .containsExactly("virgo");
    }

    @Test
    void aReaderUnderAnEmbargoAloneHearsOfTheExperiment() {
        var access = access(EmbargoBook.of(List.of(stream(null, List.of()))));

        assertThat(access.readableExperiments(caller("/ligo", null))).containsExactly("virgo");
        assertThat(access.readableExperiments(caller("/kagra", null))).isEmpty();
    }

    private static Embargo stream(@Nullable Instant releasedAt, List<Embargo.Early> early) {
        return new Embargo(
                "streams/V1-hoft",
                "closed-7f3a90c2",
                1,
                "virgo",
                List.of(DidPattern.parse("virgo:V-V1_*HOFT-*")),
                List.of("/ligo"),
                RELEASE,
                false,
                early,
                releasedAt);
    }

    private static DataAccess access(EmbargoBook book) {
        return new WlcgDataAccess(
                new ExperimentProperties(Map.of(
                        "virgo",
                        new Experiment(
                                List.of("virgo"),
                                "/",
                                List.of("virgo:V-V1_OPEN*"),
                                List.of("/virgo"),
                                List.of(),
                                List.of(),
                                List.of()))),
                new ResourceProperties(
                        List.of("us"),
                        List.of(new ResourceProperties.Issuer(ISSUER, URI.create("http://127.0.0.1/jwk"), "/")),
                        List.of("RS256"),
                        Duration.ZERO,
                        Duration.ofSeconds(30),
                        Duration.ofHours(6),
                        Duration.ofSeconds(5)),
                book);
    }

    private static @Nullable Authentication caller(@Nullable String group, @Nullable String scope) {
        if (group == null && scope == null) {
            return null;
        }
        var token = Jwt.withTokenValue("token").header("alg", "RS256").claim("iss", ISSUER);
        if (group != null) {
            token.claim("wlcg.groups", new ArrayList<>(List.of(group)));
        }
        if (scope != null) {
            token.claim("scope", scope);
        }
        return new JwtAuthenticationToken(token.build(), List.of());
    }
}
