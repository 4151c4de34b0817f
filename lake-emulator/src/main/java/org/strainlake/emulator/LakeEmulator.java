package org.strainlake.emulator;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.strainlake.emulator.broker.MessageBroker;
import org.strainlake.emulator.http.OwnAddress;
import org.strainlake.emulator.issuer.Tokens;
import org.strainlake.emulator.storage.StorageElements;

/**
 * The whole emulator inside this process, on free ports, for integration tests. It is the same application, reached by
 * the same HTTP and JMS as the one that runs by itself; the process's logging is left as it is.
 */
public final class LakeEmulator implements AutoCloseable {
    private final ConfigurableApplicationContext context;
    private final EmulatorSettings settings;

    private LakeEmulator(ConfigurableApplicationContext context, EmulatorSettings settings) {
        this.context = context;
        this.settings = settings;
    }

    /** Starts it; it is ready when this returns. */
    public static LakeEmulator start(EmulatorSettings settings) {
        var application = EmulatorApplication.application();
        application.setListeners(application.getListeners().stream()
                .filter(listener -> !(listener instanceof LoggingApplicationListener))
                .toList());
        application.setRegisterShutdownHook(false);
        return new LakeEmulator(application.run(settings.arguments()), settings);
    }

    /** Root of all its addresses, and address of Rucio. */
    public URI url() {
        return context.getBean(OwnAddress.class).url();
    }

    /** Address below which the files of an RSE lie, ending in a slash. */
    public URI storageUrl(String rse) {
        var element = context.getBean(StorageElements.class).named(rse).orElseThrow();
        return URI.create(element.origin() + element.prefix());
    }

    /** Audience that a token for an RSE's storage names. */
    public String storageAudience(String rse) {
        return context.getBean(StorageElements.class)
                .named(rse)
                .orElseThrow()
                .origin()
                .toString();
    }

    /** What its tokens carry as {@code iss}. */
    public String issuer() {
        return context.getBean(Tokens.class).issuer();
    }

    /** Where clients get tokens. */
    public URI tokenEndpoint() {
        return url().resolve("/token");
    }

    /** Where users are sent to log in. */
    public URI authorizationEndpoint() {
        return url().resolve("/authorize");
    }

    /** Where the issuer's keys are. */
    public URI jwksUri() {
        return url().resolve("/jwk");
    }

    /** Broker address for JMS. */
    public URI brokerUrl() {
        return context.getBean(MessageBroker.class).openwireUrl();
    }

    /** Broker address for STOMP. */
    public URI stompUrl() {
        return context.getBean(MessageBroker.class).stompUrl();
    }

    /** The settings it was started with. */
    public EmulatorSettings settings() {
        return settings;
    }

    /**
     * A good token of the WLCG profile, an hour long, for anybody.
     *
     * @param audience audiences, separated by spaces; the profile's "any" if empty
     * @param scope scopes, separated by spaces; no claim if empty
     * @param groups groups; no claim if there are none
     */
    public String token(String subject, String audience, String scope, String... groups) {
        return context.getBean(Tokens.class)
                .wlcg(subject, subject, audience, scope, List.of(groups), Duration.ofHours(1));
    }

    /** A token of any claims, signed with the issuer's key, to see who accepts what; times as {@link java.util.Date}. */
    public String signed(Map<String, Object> claims) {
        return context.getBean(Tokens.class).signed(claims);
    }

    /** Stops it. What it holds stays in its directory. */
    @Override
    public void close() {
        context.close();
    }
}
