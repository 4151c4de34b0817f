package org.strainlake.rehearsal.stage;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.springframework.util.unit.DataSize;
import org.strainlake.http.HttpProperties;
import org.strainlake.http.OutboundHttp;
import org.strainlake.http.Peer;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.DataLake;
import org.strainlake.lake.rucio.RucioCatalogue;
import org.strainlake.lake.rucio.RucioProperties;
import org.strainlake.lake.webdav.StorageProperties;
import org.strainlake.lake.webdav.WebDavStorage;
import org.strainlake.local.Lacking;
import org.strainlake.token.ClientCredentialsTokens;
import org.strainlake.token.TokenClientProperties;
import org.strainlake.token.TokenSource;

/** The rehearsal's own way to a lake: to ask it, and to see that it is there before anything is started. */
final class LakeAccess {
    /** Under this name the notification service subscribes; one rehearsal at a time can. */
    static final String CLIENT_ID = "strainlake-rehearsal";

    /** The notification service's subscriptions: the client id goes on with their names. */
    private static final List<String> SUBSCRIPTIONS = List.of("events", "traces");

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration STORAGE_TIMEOUT = Duration.ofSeconds(5);
    private static final String READING = "storage.read:/";

    private final LakeDescription lake;
    private final OutboundHttp http;
    private final CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();

    LakeAccess(LakeDescription lake) throws IOException {
        this.lake = lake;
        this.http = OutboundHttp.of(new HttpProperties(Duration.ofSeconds(2), lake.caFile()));
    }

    /** Tokens for a service or role. */
    TokenSource tokens(String role) throws IOException {
        var client = lake.client(role);
        if (client == null) {
            throw new IOException(lake.name() + " has no client for " + role);
        }
        var issuer = new Peer(http, breakers, "issuer", Peer::isIllByStatus);
        return new ClientCredentialsTokens(
                new TokenClientProperties(lake.issuer().tokenEndpoint(), client.id(), client.secretFile(), TIMEOUT),
                issuer,
                InstantSource.system());
    }

    /** Catalogue and storages, as a service or role sees them. */
    DataLake dataLake(String role) throws IOException {
        return dataLake(role, "");
    }

    /**
     * The same.
     *
     * @param storageAudience whom tokens for a storage are for; if empty, the origin under which it is reached
     */
    DataLake dataLake(String role, String storageAudience) throws IOException {
        var tokens = tokens(role);
        var rucio = lake.rucio();
        var catalogue = new RucioCatalogue(
                new RucioProperties(rucio.url(), rucio.audience(), rucio.tokenScope(), TIMEOUT, null),
                new Peer(http, breakers, "rucio", RucioCatalogue::isIll),
                tokens,
                InstantSource.system());
        var storage = new WebDavStorage(
                new StorageProperties(storageAudience, READING, READING, STORAGE_TIMEOUT, DataSize.ofMegabytes(1)),
                http,
                breakers,
                tokens,
                InstantSource.system());
        return DataLake.of(catalogue, storage);
    }

    /**
     * Looks whether every part of the lake answers.
     *
     * @throws Lacking naming the part that does not
     */
    void check() throws IOException, Lacking {
        var dataLake = dataLake("downloader");
        part("Rucio at " + lake.rucio().url(), dataLake.catalogue()::version);
        part(
                "the issuer at " + lake.issuer().tokenEndpoint(),
                () -> tokens("rehearsal").token("https://uploader-service.strainlake", "openid"));
        var rse = part(
                "storage " + lake.rse() + " in Rucio's list",
                () -> dataLake.catalogue().storageElement(lake.rse()));
        var address = part(
                "the address of storage " + lake.rse(),
                () -> dataLake.catalogue()
                        .address(rse, new DataIdentifier(lake.scope(), "rehearsal-looks-whether-storage-answers")));
        part(
                "storage " + lake.rse() + " at " + address,
                () -> dataLake.storage().head(address));
        try {
            forgetSubscriptions();
        } catch (InvalidClientIDException e) {
            throw new Lacking(
                    "another rehearsal listens to the broker at "
                            + lake.events().brokerUrl(),
                    e);
        } catch (JMSException e) {
            throw new Lacking("the broker at " + lake.events().brokerUrl() + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Ends the subscriptions that a rehearsal leaves, so that a broker keeps nothing for nobody. */
    void forgetSubscriptions() throws JMSException, IOException {
        var events = lake.events();
        var factory = new ActiveMQConnectionFactory(events.brokerUrl());
        for (var name : SUBSCRIPTIONS) {
            try (var connection = factory.createConnection(events.user(), password())) {
                connection.setClientID(CLIENT_ID + "-" + name);
                connection.start();
                if ("durable".equals(events.subscription())) {
                    try (var session = connection.createSession()) {
                        session.unsubscribe(name);
                    } catch (InvalidDestinationException e) {
                        // there was none
                    }
                }
            }
        }
    }

    @org.jspecify.annotations.Nullable
    String password() throws IOException {
        var file = lake.events().passwordFile();
        return file == null ? null : Files.readString(file).strip();
    }

    private static <T> T part(String name, Question<T> question) throws Lacking {
        try {
            return question.ask();
        } catch (IOException e) {
            throw new Lacking(name + " cannot be used: " + (e.getMessage() == null ? e : e.getMessage()), e);
        }
    }

    /** A question to the lake. */
    private interface Question<T> {
        T ask() throws IOException;
    }
}
