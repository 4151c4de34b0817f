package org.strainlake.emulator.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.strainlake.emulator.issuer.IssuerProperties.Client;

class ClientsTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(names = {"CLIENT_CREDENTIALS", "TOKEN_EXCHANGE"})
    void aClientWithoutASecretCannotBeRegisteredForTokensOfItsOwn(GrantKind kind) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> clients(client(null, kind, "https://portal.example/back")))
                .withMessageContaining("portal");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/back",
                "https://portal.example/back#part",
                "javascript:alert(1)",
                "https://portal.example/?code=x"
            })
    void aRedirectUriThatCouldNotBeUsedStopsTheStart(String uri) {
        assertThatIllegalArgumentException().isThrownBy(() -> clients(client(null, GrantKind.AUTHORIZATION_CODE, uri)));
    }

    @Test
    void aClientWithLoginsNeedsARedirectUri() {
        assertThatIllegalArgumentException().isThrownBy(() -> clients(client(null, GrantKind.AUTHORIZATION_CODE)));
    }

    @ParameterizedTest
    @CsvSource({
        "portal:a+b, true",
        "portal:a%2Bb, true",
        "portal:a%b, false",
        "portal:a b, false",
        "portal:other, false",
        "portal, false",
        "'', false",
    })
    void aSecretIsTakenFormEncodedOrAsItIs(String pair, boolean known) throws IOException {
        var clients =
                clients(client(Files.writeString(directory.resolve("secret"), "a+b\n"), GrantKind.CLIENT_CREDENTIALS));
        var header = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));

        assertThat(clients.authenticated(header, null).isPresent()).isEqualTo(known);
    }

    @Test
    void aClientWithASecretIsNotKnownByItsNameAlone() throws IOException {
        var clients =
                clients(client(Files.writeString(directory.resolve("secret"), "s"), GrantKind.CLIENT_CREDENTIALS));

        assertThat(clients.authenticated(null, "portal")).isEmpty();
        assertThat(clients.authenticated("Bearer x", "portal")).isEmpty();
    }

    private static Client client(Path secretFile, GrantKind kind, String... redirectUris) {
        return new Client("portal", secretFile, null, List.of(), List.of(), Set.of(kind), List.of(redirectUris));
    }

    private Clients clients(Client client) throws IOException {
        var hour = Duration.ofHours(1);
        return new Clients(
                new IssuerProperties(directory, null, hour, hour, hour, hour, List.of(client), List.of(), List.of()));
    }
}
