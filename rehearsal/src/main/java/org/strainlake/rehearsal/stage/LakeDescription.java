package org.strainlake.rehearsal.stage;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A lake as the services are told of it, wherever it stands: what a lake file holds.
 *
 * @param name what reports call it
 * @param experiment experiment that the rehearsal plays for
 * @param scope scope of its names
 * @param rse storage element that is written to
 * @param secondRse where rules copy to; the rehearsal makes none
 * @param protectedRse storage that checks tokens; not used by the rehearsal
 * @param caFile PEM file of the authorities to trust for https; Java's own if absent
 * @param clients client credentials of each service and of each role that a rehearsal plays
 * @param events Rucio's broker
 */
public record LakeDescription(
        String name,
        String experiment,
        String scope,
        String rse,
        @Nullable String secondRse,
        @Nullable String protectedRse,
        @Nullable Path caFile,
        Rucio rucio,
        Issuer issuer,
        Map<String, Client> clients,
        Events events) {
    public LakeDescription {
        clients = Map.copyOf(clients);
    }

    /** Credentials of a service or role; null if the lake has none. */
    @Nullable
    Client client(String role) {
        return clients.get(role);
    }

    /** Its client id: the role's own name where the lake has no such client. */
    public String clientId(String role) {
        var client = client(role);
        return client == null ? role : client.id();
    }

    /**
     * The catalogue.
     *
     * @param userPass a login by password; the rehearsal uses tokens
     */
    public record Rucio(
            URI url,
            String audience,
            String tokenScope,
            @Nullable Map<String, String> userPass) {}

    /**
     * The token issuer.
     *
     * @param issuer exactly as in {@code iss}
     * @param basePath what storage scopes are relative to, in DID paths
     */
    public record Issuer(String issuer, URI jwksUri, URI tokenEndpoint, String basePath) {}

    /** Client credentials. */
    public record Client(String id, Path secretFile) {}

    /**
     * The broker of Rucio's events.
     *
     * @param subscription {@code durable} or {@code queue}
     * @param events topic or queue of events
     * @param traces topic or queue of traces
     */
    public record Events(
            String brokerUrl,
            @Nullable String user,
            @Nullable Path passwordFile,
            String subscription,
            String events,
            String traces) {}
}
