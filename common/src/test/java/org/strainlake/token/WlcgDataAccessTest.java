package org.strainlake.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.strainlake.embargo.EmbargoBook;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.token.DataAccess.Role;
import org.strainlake.token.ExperimentProperties.Experiment;

class WlcgDataAccessTest {
    private static final String ROOTED = "https://root.example/";
    private static final String BELOW_VIRGO = "https://iam.example/";
    private static final DataIdentifier FILE = DataIdentifier.parse("virgo:O4/f");

    private final DataAccess access = new WlcgDataAccess(
            new ExperimentProperties(Map.of(
                    "virgo",
                    new Experiment(
                            List.of("virgo"),
                            "/",
                            List.of("virgo:V-V1_O2-*", "virgo:exact"),
                            List.of("/virgo", "client:reader"),
                            List.of("/virgo/data-manager"),
                            List.of("client:rehearsal"),
                            List.of("/virgo/data-access")),
                    "ligo",
                    new Experiment(
                            List.of("ligo"), "/igwn", List.of(), List.of("/ligo"), List.of(), List.of(), List.of()))),
            new ResourceProperties(
                    List.of("us"),
                    List.of(
                            new ResourceProperties.Issuer(ROOTED, URI.create("http://127.0.0.1/jwk"), "/"),
                            new ResourceProperties.Issuer(BELOW_VIRGO, URI.create("http://127.0.0.1/jwk"), "/virgo")),
                    List.of("RS256"),
                    Duration.ZERO,
                    Duration.ofSeconds(30),
                    Duration.ofHours(6),
                    Duration.ofSeconds(5)),
            EmbargoBook.withoutEmbargoes());

    @ParameterizedTest
    @CsvSource({
        "storage.read:/O4, virgo:O4/f, true",
        "storage.read:/O4, virgo:O4-other/f, false",
        "storage.read:/O4, virgo:o4/f, false",
        "storage.read:/, virgo:O4/f, true",
        "storage.read:/, ligo:O4/f, false",
        "storage.read:/x, virgo:O4/f, false",
        "storage.modify:/, virgo:O4/f, false",
        "storage.create:/, virgo:O4/f, false",
        "storage.stage:/, virgo:O4/f, false",
        "storage.read:/O4, virgo:O4/../f, false",
        "storage.read:/O4, virgo:O4//f, false",
        "storage.read:/O4, unknown:O4/f, false"
    })
    void aScopeOpensWhatLiesBelowItsPath(String scope, String did, boolean opens) {
        assertThat(access.mayRead(caller(BELOW_VIRGO, scope), DataIdentifier.parse(did)))
                .isEqualTo(opens);
    }

    @ParameterizedTest
    @CsvSource({
        "storage.read:/virgo, virgo:O4/f, true",
        "storage.read:/O4, virgo:O4/f, false",
        "storage.read:/igwn/ligo/O4, ligo:O4/f, true",
        "storage.read:/ligo, ligo:O4/f, false"
    })
    void pathsAreRelativeToTheBaseOfTheTokensIssuer(String scope, String did, boolean opens) {
        assertThat(access.mayRead(caller(ROOTED, scope), DataIdentifier.parse(did)))
                .isEqualTo(opens);
    }

    @ParameterizedTest
    @CsvSource({"/virgo, true", "/virgo/ops, false", "/virgo-other, false", "/virgo/Role=x, false", "virgo, false"})
    void aGroupOpensOnlyByItsExactName(String group, boolean opens) {
        assertThat(access.mayRead(caller(ROOTED, null, group), FILE)).isEqualTo(opens);
    }

    @Test
    void groupsCountForNothingBesideAStorageScope() {
        assertThat(access.mayRead(caller(BELOW_VIRGO, "storage.read:/x", "/virgo"), FILE))
                .isFalse();
        assertThat(access.mayRead(caller(BELOW_VIRGO, "storage.poll:/", "/virgo"), FILE))
                .isFalse();
        assertThat(access.mayRead(caller(BELOW_VIRGO, "openid wlcg.groups", "/virgo"), FILE))
                .isTrue();
    }

    @Test
    void rolesComeFromGroupsAndClientsWhateverTheScopes() {
        var manager = caller(BELOW_VIRGO, "storage.read:/x", "/virgo/data-manager");

        assertThat(access.hasRole(manager, "virgo", Role.DATA_MANAGER)).isTrue();
        assertThat(access.hasRole(manager, "virgo", Role.OPERATOR)).isFalse();
        assertThat(access.hasRole(manager, "ligo", Role.DATA_MANAGER)).isFalse();
        assertThat(access.hasRole(manager, "nowhere", Role.DATA_MANAGER)).isFalse();
        assertThat(access.hasRole(client("rehearsal"), "virgo", Role.OPERATOR)).isTrue();
        assertThat(access.hasRole(client("Rehearsal"), "virgo", Role.OPERATOR)).isFalse();
        assertThat(access.hasRole(client("reader"), "virgo", Role.READER)).isTrue();
        assertThat(access.hasRole(caller(ROOTED, null, "/virgo/data-access"), "virgo", Role.DATA_ACCESS))
                .isTrue();
        assertThat(access.hasRole(manager, "virgo", Role.DATA_ACCESS)).isFalse();
        assertThat(access.mayRead(client("reader"), FILE)).isTrue();
    }

    @Test
    void aGroupThatLooksLikeAClientIsNone() {
        assertThat(access.hasRole(caller(ROOTED, null, "client:rehearsal"), "virgo", Role.OPERATOR))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "storage.create:/O4, true",
        "storage.modify:/O4, true",
        "storage.read:/O4, false",
        "storage.create:/x, false"
    })
    void newFilesNeedCreateOrModify(String scope, boolean allowed) {
        assertThat(access.mayCreate(caller(BELOW_VIRGO, scope, "/virgo"), FILE)).isEqualTo(allowed);
    }

    @Test
    void noGroupAllowsNewFiles() {
        assertThat(access.mayCreate(caller(BELOW_VIRGO, null, "/virgo"), FILE)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "virgo:V-V1_O2-1187008512-1.h5, true",
        "virgo:exact, true",
        "virgo:exactly, false",
        "virgo:V-V1_O3-1-1.h5, false",
        "other:V-V1_O2-1-1.h5, false"
    })
    void onlyWhatConfigurationOpensIsPublic(String did, boolean open) {
        assertThat(access.isPublic(DataIdentifier.parse(did))).isEqualTo(open);
        assertThat(access.mayRead(null, DataIdentifier.parse(did))).isEqualTo(open);
    }

    @Test
    void whoBringsNoTokenOrAnotherKindOfIdentityIsNobody() {
        var anonymous =
                new AnonymousAuthenticationToken("key", "anonymous", AuthorityUtils.createAuthorityList("anonymous"));

        for (var nobody : List.of(anonymous, new TestingAuthenticationToken("rehearsal", "x", "READER"))) {
            assertThat(access.mayRead(nobody, FILE)).isFalse();
            assertThat(access.mayCreate(nobody, FILE)).isFalse();
            assertThat(access.hasRole(nobody, "virgo", Role.OPERATOR)).isFalse();
            assertThat(access.readableExperiments(nobody)).isEmpty();
        }
    }

    @Test
    void readableExperimentsAreThoseOfWhichAPartIsOpen() {
        assertThat(access.readableExperiments(caller(ROOTED, "storage.read:/virgo/O4")))
                .containsExactly("virgo");
        assertThat(access.readableExperiments(caller(ROOTED, "storage.read:/")))
                .containsExactlyInAnyOrder("virgo", "ligo");
        assertThat(access.readableExperiments(caller(ROOTED, "storage.modify:/", "/virgo")))
                .isEmpty();
        assertThat(access.readableExperiments(caller(ROOTED, null, "/ligo"))).containsExactly("ligo");
    }

    @Test
    void aPublicPatternOutsideItsExperimentStopsTheStart() {
        var wrong = new ExperimentProperties(Map.of(
                "virgo",
                new Experiment(List.of("virgo"), "/", List.of("*:*"), List.of(), List.of(), List.of(), List.of())));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WlcgDataAccess(
                        wrong,
                        new ResourceProperties(
                                List.of("us"),
                                List.of(new ResourceProperties.Issuer(ROOTED, URI.create("http://x/jwk"), "/")),
                                List.of("RS256"),
                                Duration.ZERO,
                                Duration.ofSeconds(30),
                                Duration.ofHours(6),
                                Duration.ofSeconds(5)),
                        EmbargoBook.withoutEmbargoes()))
                .withMessageContaining("*:*");
    }

    private static Authentication client(String id) {
        return new JwtAuthenticationToken(token(ROOTED).claim("client_id", id).build(), List.of());
    }

    private static Authentication caller(String issuer, @Nullable String scope, String... groups) {
        var token = token(issuer);
        if (scope != null) {
            token.claim("scope", scope);
        }
        if (groups.length > 0) {
            token.claim("wlcg.groups", List.of(groups));
        }
        return new JwtAuthenticationToken(token.build(), List.of());
    }

    private static Jwt.Builder token(String issuer) {
        return Jwt.withTokenValue("t").header("alg", "RS256").issuer(issuer).subject("someone");
    }
}
